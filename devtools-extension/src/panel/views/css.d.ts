declare module "*.css?inline" {
  /** The style sheet as text. */
  const text: string;
  export default text;
}
