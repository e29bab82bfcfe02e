/** What floats above the lower edge of the window, and how much of it each takes. */
const covering = new Map<Element, number>();
const GAP = 32;

/** Pages scroll what has the focus clear of it: see scroll-padding in theme.ts (WCAG 2.2, 2.4.11). */
function keepFocusClear(): void {
  const covered = Math.max(0, ...covering.values());
  document.documentElement.style.setProperty('--covered-below', `${Math.max(GAP / 2, covered)}px`);
  const focused = document.activeElement;
  const isInside = [...covering.keys()].some((bar) => bar.contains(focused));
  if (covered > 0 && focused && focused !== document.body && !isInside) {
    focused.scrollIntoView({ block: 'nearest' });
  }
}

/** The ref of a bar that floats above the lower edge, whatever height it takes, and none while it is not shown. */
export function coversBelow(bar: HTMLElement | null): (() => void) | undefined {
  if (!bar) return undefined;
  const measure = () => {
    const { height } = bar.getBoundingClientRect();
    const isFloating = height > 0 && getComputedStyle(bar).position !== 'static';
    const covered = isFloating ? height + GAP : 0;
    if (covering.get(bar) === covered) return;
    covering.set(bar, covered);
    keepFocusClear();
  };
  const observer = new ResizeObserver(measure);
  observer.observe(bar);
  window.addEventListener('resize', measure);
  return () => {
    observer.disconnect();
    window.removeEventListener('resize', measure);
    covering.delete(bar);
    keepFocusClear();
  };
}
