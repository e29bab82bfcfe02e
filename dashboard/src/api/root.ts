/** The path that all addresses of the service begin with, with a slash at its end: `/`, unless it is under one. */
export const root = document.documentElement.dataset['root'] ?? '/';
