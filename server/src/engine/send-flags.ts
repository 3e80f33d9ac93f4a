/** How a message is sent. */
export interface SendFlags {
  /** Drop the message when it cannot leave with this tick. */
  readonly volatile?: boolean | undefined;
  /** Whether compression may be used where it is switched on. Default true. */
  readonly compress?: boolean | undefined;
}
