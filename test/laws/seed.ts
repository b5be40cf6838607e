import fc from 'fast-check';

// One commit, one verdict: properties are tried on the same cases at every run, and on others with MATINEE_TEST_SEED.
const asked = process.env['MATINEE_TEST_SEED'];
fc.configureGlobal({ seed: asked === undefined ? 20261125 : Number(asked) });
