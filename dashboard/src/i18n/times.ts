import { useTexts } from './texts';

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** Times of the API (RFC 3339) as the viewer reads them. */
export function useTimes() {
  const { locale, t } = useTexts();
  const inWords = (seconds: number) => {
    const unit = UNITS.find(([, length]) => Math.abs(seconds) >= length);
    if (!unit) return t('times.justNow');
    const [name, length] = unit;
    return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(
      Math.round(seconds / length),
      name,
    );
  };
  const secondsTo = (at: string) => (Date.parse(at) - Date.now()) / 1000;
  return {
    date: (at: string) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(new Date(at)),
    dateTime: (at: string) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at)),
    /** To the second and with the time zone, where it may be compared with other logs. */
    moment: (at: string) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'long' }).format(new Date(at)),
    /** "3 hours ago". What has happened is never to come, though this clock be behind the server's. */
    ago: (at: string) => inWords(Math.min(0, secondsTo(at))),
    /** "in 29 days". */
    until: (at: string) => inWords(secondsTo(at)),
  };
}
