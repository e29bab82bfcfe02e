import { type SubmitEvent, useState } from 'react';
import { codeOf } from '../api/client';
import { root } from '../api/root';
import { hasEnded } from '../api/session';
import { useStored } from '../api/store';
import { Icon } from '../components/Icon';
import { PlainAlert } from '../components/PlainAlert';
import { useAction } from '../components/useAction';
import { isToWait, useCountdown } from '../components/useCountdown';
import { WaitAlert } from '../components/WaitAlert';
import { whyNoKeys } from '../components/webauthn';
import { useTexts } from '../i18n/texts';
import { typed } from './early';
import { usePasskeys } from './usePasskeys';

export interface Credentials {
  login: string;
  password: string;
  /** Where that is one's choice. */
  keepSignedIn?: boolean;
}

/** The form of index.html, brought to life: what is changed here is changed there. */
export function PasswordStep(props: {
  /** Known where one has come back. */
  login: string;
  /** What one signs in to: an application, or this service itself. */
  destination: string;
  offersPasskeys: boolean;
  asksToKeep: boolean;
  offersPasswordReset: boolean;
  onSubmit: (credentials: Credentials) => Promise<void>;
  onSignedIn: () => Promise<void>;
}) {
  const { t } = useTexts();
  const sessionHasEnded = useStored(hasEnded);
  const [login, setLogin] = useState(props.login || typed.login);
  const [password, setPassword] = useState(typed.password);
  const [isShown, setShown] = useState(false);
  const [isKept, setKept] = useState(false);
  const choice = props.asksToKeep ? { keepSignedIn: isKept } : {};
  const { secondsLeft, attempt } = useCountdown();

  const { isBusy, run, refusal, forgetRefusal, again } = useAction({
    inPlace: true,
    explain: (error) => {
      if (isToWait(error)) return null;
      return codeOf(error) === 'INVALID_CREDENTIALS' ? t('signIn.wrong') : undefined;
    },
  });
  const noKeys = whyNoKeys();
  const {
    isOffered,
    isBusy: isAsking,
    start,
    again: passkeyButton,
    ...passkeys
  } = usePasskeys({
    isOffered: props.offersPasskeys && noKeys === null,
    ...choice,
    onSignedIn: props.onSignedIn,
  });
  const error = passkeys.refusal ?? refusal;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    passkeys.forgetRefusal();
    if (await run(() => attempt(() => props.onSubmit({ login, password, ...choice })))) return;
    setPassword('');
  };

  return (
    <form className="lk-form" onSubmit={(event) => void submit(event)}>
      <div>
        <h1>{t('signIn.title')}</h1>
        <p>{t('signIn.intro', { service: props.destination })}</p>
      </div>
      {sessionHasEnded && error === null && <PlainAlert severity="info">{t('signIn.ended')}</PlainAlert>}
      {error !== null && secondsLeft === 0 && <PlainAlert severity="error">{error}</PlainAlert>}
      <WaitAlert secondsLeft={secondsLeft} />
      <div className="lk-field">
        <label htmlFor="sign-in-login">{t('signIn.login')}</label>
        <input
          id="sign-in-login"
          type="text"
          autoCapitalize="none"
          // `webauthn` lets browsers offer passkeys here.
          autoComplete="username webauthn"
          spellCheck={false}
          maxLength={255}
          required
          autoFocus={props.login === ''}
          name="login"
          value={login}
          onChange={(event) => setLogin(event.target.value)}
        />
      </div>
      <div className="lk-field">
        <label htmlFor="sign-in-password">{t('signIn.password')}</label>
        <input
          ref={again}
          id="sign-in-password"
          type={isShown ? 'text' : 'password'}
          autoCapitalize="off"
          autoComplete="current-password"
          spellCheck={false}
          maxLength={1024}
          required
          autoFocus={props.login !== ''}
          name="password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <button
          type="button"
          name="show-password"
          aria-label={t(isShown ? 'common.hidePassword' : 'common.showPassword')}
          aria-pressed={isShown}
          onClick={() => setShown(!isShown)}
        >
          <Icon name={isShown ? 'eyeOff' : 'eye'} />
        </button>
      </div>
      {props.asksToKeep && (
        <label className="lk-keep">
          <input
            type="checkbox"
            name="keep-signed-in"
            checked={isKept}
            onChange={(event) => setKept(event.target.checked)}
          />
          {t('signIn.keep')}
        </label>
      )}
      <button
        className="lk-button"
        type="submit"
        name="sign-in"
        aria-busy={isBusy || undefined}
        disabled={isBusy || secondsLeft > 0}
      >
        {t('signIn.submit')}
      </button>
      {props.offersPasswordReset && (
        <p className="lk-forgotten">
          {/* The router is not there yet when this page is the first that is seen. */}
          <a className="lk-link" href={`${root}forgotten-password`}>
            {t('signIn.forgotten')}
          </a>
        </p>
      )}
      {props.offersPasskeys && noKeys !== null && <p>{t(noKeys)}</p>}
      {isOffered && (
        <>
          <div className="lk-or lk-passkey">{t('signIn.or')}</div>
          <button
            ref={passkeyButton}
            className="lk-button lk-passkey"
            type="button"
            name="passkey"
            aria-busy={isAsking || undefined}
            disabled={isAsking}
            onClick={() => {
              forgetRefusal();
              void start();
            }}
          >
            <Icon name="key" />
            {t('signIn.passkey')}
          </button>
        </>
      )}
    </form>
  );
}
