// Loads the sources as Node itself does, types blanked out, so that hot loops are tested as fast as they are used.
import { register } from 'node:module';

register('../../dist/harness/models/strip-types.js', import.meta.url);
