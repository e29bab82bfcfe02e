import { Route } from 'react-router-dom';
import { NotFound } from '../../shell/Screens';

/** React-admin would show the list at any address below its own. */
export const nothingBelow = <Route path=":below/*" element={<NotFound />} />;
