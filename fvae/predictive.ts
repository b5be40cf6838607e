import { bridgeOf } from './bridge.ts';
import { toDeviations } from './deviation.ts';
import { doubtOf } from './doubt.ts';
import { encoderOf, networkOf, weightsOf } from './encode.ts';
import { keptErrors, spreadOf } from './errors.ts';
import { cooled, keptLasting, populationOf } from './finished.ts';
import { BLOCK, rowsOf } from './linear/block.ts';
import { addCombination, addCombinations, rowProducts } from './linear/combine.ts';
import { rowVariances, transpose } from './linear/matrix.ts';
import { livelinessOf } from './liveliness.ts';
import type { Fitted, Prediction } from './model.ts';
import { neutralsApart } from './neutrals.ts';
import { MOST_LOG_PRECISION } from './objective/bound.ts';
import { featureCount, featuresAt, liftsOf, unsureFeaturesAt } from './objective/features.ts';
import { meanCourses } from './objective/mean-courses.ts';
import { acrossOutages, toldSamples } from './outages.ts';
import { partsOfState } from './parts.ts';
import { quantileOf } from './quantile.ts';
import { refuseViewer } from './refuse.ts';
import { samplerOf } from './sample.ts';
import { SHARED } from './shared-slopes.ts';
import { slopesBy } from './slope-posterior.ts';
import type { State } from './state.ts';
import { refuseOtherSizes, refuseViewerIndex } from './state-reader.ts';
import type { Tensor } from './tensor.ts';
import { unsureBoth, unsureTime } from './unsure-time.ts';
import { tellerOf, tellViewer } from './viewer.ts';

/**
 * Predictions of a trained model from its state and the tensor that it was fitted to. Throws ModelFault when the state is
 * not whole or the tensor is of other sizes.
 */
export function fvaeFitted(state: State, tensor: Tensor): Fitted {
  const parts = partsOfState(state);
  const { N, T, D, P, K, array, decoder } = parts;
  const basis = array('basis', D, P);
  const [viewer, time, deviation] = [array('viewer', N, K), array('time', T, K), array('latent-deviation', K)];
  const F = featureCount(K);
  const response = array('response', F, D);
  const spread = { shared: array('slopes.shared', SHARED, K, D), rest: array('slopes.variance', K, D) };
  refuseOtherSizes(tensor, N, T, D);
  const population = populationOf(parts, T, D, K);
  const trusted = cooled(population, parts);
  const slopesOf = slopesBy(trusted, spread, K);
  const bridge = bridgeOf(population, keptLasting(parts, D));
  // What a course of 1 moves each landmark by.
  const reach = array('reach', K, D);
  // [P, D].
  const across = transpose(basis, D, P);
  const errors = keptErrors(parts);
  const film = { courses: meanCourses(decoder, deviation), reach, time };
  const teller = tellerOf(trusted, film, response, liftsOf(deviation), viewer);
  let apart: Float64Array | null = null;
  const neutrals = (): Float64Array => {
    apart ??= neutralsApart(tensor, film, viewer);
    return apart;
  };
  const encoder = encoderOf(P, K);
  const encode = networkOf(encoder, weightsOf(encoder, 'encoder', parts));
  const seenAt = toldSamples(tensor);
  const outages = seenAt === null ? null : acrossOutages(time, seenAt).outages;

  /** The z that encoder and prior together make of sample t, `encoded` [2 K] from `at` on, written to `z` [K]. */
  const weigh = (encoded: Float64Array, at: number, u: ArrayLike<number>, t: number, z: Float64Array): void => {
    for (let k = 0; k < K; k += 1) {
      const precision = Math.exp(Math.min(MOST_LOG_PRECISION, encoded[at + K + k]!));
      const unsure = outages === null ? 0 : u[k]! ** 2 * outages.open[t * K + k]! * outages.covariance[k * K + k]!;
      const weight = 1 / (deviation[k]! ** 2 + unsure);
      z[k] = (encoded[at + k]! * precision + u[k]! * time[t * K + k]! * weight) / (precision + weight);
    }
  };

  const foldIn = (values: Float32Array, mask: Uint8Array): Prediction => {
    // Where V is not known a viewer shows what it does there, but not who it is.
    const tells = seenAt === null ? mask : mask.map((one, t) => one & seenAt[t]!);
    const told = tellViewer(teller, values, tells);
    const { face, residual } = told;
    const { viewer: u, covariance, faceVariance, coupling } = told.placement;
    const slopes = slopesOf(told.sums);
    const mean = new Float32Array(T * D);
    const out = new Float32Array(T * D);
    const doubt = doubtOf(
      covariance,
      reach,
      coupling,
      slopes.covariance,
      rowVariances(population.from, faceVariance, D),
    );
    const movedBy = slopes.own.map((value, at) => value + reach[at]!);
    const widen = outages === null ? null : unsureTime(outages, told.courses, movedBy);
    const unsure = new Float64Array(K * K);
    const own = new Float64Array(BLOCK * D);
    const said = new Float64Array(BLOCK * D);
    const variance = new Float64Array(BLOCK * D);
    const above = new Float64Array(BLOCK * K);
    const slope = new Float64Array(BLOCK * K);
    const phi = new Float64Array(BLOCK * F);
    const phiRows = rowsOf(phi, BLOCK);
    const y = new Float64Array(BLOCK * P);
    const yRows = rowsOf(y, BLOCK);
    const z = new Float64Array(K);
    const left = new Float64Array(D);
    for (let first = 0; first < T; first += BLOCK) {
      const rows = Math.min(BLOCK, T - first);
      for (let n = 0; n < rows * K; n += 1) {
        above[n] = told.courses[first * K + n]! - slopes.centre[n % K]!;
        slope[n] = told.courseSlopes[first * K + n]!;
      }
      own.fill(0);
      addCombinations(above, slopes.own, own);
      doubt(above, slope, variance);
      let seen = false;
      for (let b = 0; b < rows; b += 1) {
        const [line, row] = [(first + b) * D, b * D];
        const open = outages !== null && outages.told[first + b] === 0;
        // Of what is seen there the encoder tells less than it says, as it has learnt where V is known.
        if (open) widen?.(first + b, variance, row);
        if (mask[first + b] === 1) {
          seen = true;
          for (let d = 0; d < D; d += 1) {
            residual[line + d]! -= own[row + d]!;
            said[row + d] = own[row + d]! + face[d]!;
            left[d] = values[line + d]! - said[row + d]!;
          }
          rowProducts(across, left, 0, D, yRows[b]!);
        } else {
          said.fill(0, row, row + D);
          if (open) unsureBoth(outages, time, first + b, u, covariance, unsure);
          unsureFeaturesAt(u, open ? unsure : covariance, time, (first + b) * K, teller.lifts, phiRows[b]!);
        }
      }
      const encoded = seen ? encode(y) : y;
      for (let b = 0; b < rows; b += 1) {
        if (mask[first + b] !== 1) continue;
        weigh(encoded, b * 2 * K, u, first + b, z);
        featuresAt(z, phiRows[b]!);
      }
      addCombinations(phi, response, said);
      for (let b = 0; b < rows; b += 1) {
        const [line, row] = [(first + b) * D, b * D];
        if (mask[first + b] === 1) {
          for (let d = 0; d < D; d += 1) mean[line + d] = said[row + d]!;
          // There z is all that tells what is said.
          if (seenAt?.[first + b] === 0)
            for (let d = 0; d < D; d += 1) residual[line + d] = values[line + d]! - said[row + d]!;
        } else for (let d = 0; d < D; d += 1) mean[line + d] = face[d]! + said[row + d]! + own[row + d]!;
        for (let d = 0; d < D; d += 1) out[line + d] = variance[row + d]!;
      }
    }
    const liveliness = livelinessOf(population, residual, mask, 0);
    const shares = bridge.over(residual, mask, mean);
    const { scales, sizes } = spreadOf(errors, tells.includes(1) ? mask : tells);
    toDeviations(population.scatter, liveliness, scales, shares, bridge.variance, out);
    return { mean, deviation: out, quantile: quantileOf(sizes) };
  };

  return {
    name: 'fvae',
    factors: () => ({ count: K, viewer: viewer.slice(), time: time.slice() }),
    impute(i) {
      refuseViewerIndex(i, N);
      return foldIn(tensor.values.subarray(i * T * D, (i + 1) * T * D), tensor.mask.subarray(i * T, (i + 1) * T));
    },
    foldIn(values, mask) {
      refuseViewer(T, D, values, mask);
      return foldIn(values, mask);
    },
    alone(k, height) {
      const z = new Float64Array(K);
      z[k] = height;
      const phi = new Float64Array(F);
      featuresAt(z, phi);
      const moved = new Float64Array(D);
      addCombination(phi, response, moved, 0);
      return moved;
    },
    sample: samplerOf({ ...teller, neutrals, population, decoder, deviation, slopes: spread }),
  };
}
