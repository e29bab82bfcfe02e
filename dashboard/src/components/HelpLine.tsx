import { useBrand } from '../api/brand';
import { useTexts } from '../i18n/texts';

/** A line of its own that names whom to ask (index.html has it, too), where an administrator has said so. */
export function HelpLine() {
  return (
    <div className="lk-help">
      <HelpWords />
    </div>
  );
}

/** The same within a sentence. */
export function HelpWords() {
  const { t } = useTexts();
  const { helpUrl, helpText } = useBrand();
  if (helpUrl === null && helpText === null) return null;
  return (
    <>
      {helpUrl === null ? (
        t('help.title')
      ) : (
        <a className="lk-link" href={helpUrl} {...besideThis(helpUrl)}>
          {t('help.title')}
        </a>
      )}
      {helpText !== null && ` ${helpText}`}
    </>
  );
}

/** A page opens beside this one, so that what is under way is not lost. */
export const besideThis = (helpUrl: string): { target?: '_blank'; rel?: string } =>
  helpUrl.startsWith('https:') ? { target: '_blank', rel: 'noopener noreferrer' } : {};
