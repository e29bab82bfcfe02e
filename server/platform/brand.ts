/** What the service is called, how it looks, and whom people turn to. Null: nothing is set. */
export interface Brand {
  name: string;
  /** `#rrggbb`. */
  accentColour: string | null;
  helpUrl: string | null;
  helpText: string | null;
  /** The path of the logo at our origin. */
  logoPath: string | null;
}
