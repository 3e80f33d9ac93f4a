/** What only the store writes and everybody else reads: the same shape with its fields open. */
export type Draft<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };
