/** Buttons that are nothing but text begin and end where the text around them does; their frame is seen by pointers only. */
export const TEXT_BUTTONS_IN_LINE = { '& > .MuiButton-text': { mx: -1.25 } };
