/** The first step is there sooner without them. */
export const loadLaterSteps = () => import('./LaterSteps');
