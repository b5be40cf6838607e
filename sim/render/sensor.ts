import {
  BufferGeometry,
  Camera,
  Float32BufferAttribute,
  FloatType,
  GLSL3,
  HalfFloatType,
  Mesh,
  NearestFilter,
  RawShaderMaterial,
  RedFormat,
  RGBAFormat,
  Scene,
  UnsignedByteType,
  Vector2,
  type WebGLRenderer,
  WebGLRenderTarget,
} from 'three';
import { DatasetFault } from '../dataset/fault.ts';
import type { Pass } from './materials.ts';
import { COVER_VERTEX, SENSOR_FRAGMENT } from './shaders/sensor.ts';

/** How a camera turns light into numbers (assumed: a small industrial camera with a fast lens). */
export type Exposure = {
  /** Signal, 0..1, of irradiance 1 on a white surface. */
  readonly gain: number;
  /** Loss of light in the picture's corners. */
  readonly vignette: number;
  /** Standard deviation of the blur, px. */
  readonly blur: number;
  /** Variance of shot noise at full signal; read noise's standard deviation. */
  readonly shot: number;
  readonly read: number;
  readonly gamma: number;
  /** Key of this picture's noise. */
  readonly key: readonly [number, number];
};

const SENSOR_UNIFORMS = ['uSize', 'uExposure', 'uVignette', 'uWeights', 'uShot', 'uRead', 'uGamma', 'uKey', 'tLight'];

/** Samples beyond a pixel's own, on either side, that the blur reaches. */
function reachOf(fine: number): number {
  return fine === 1 ? 1 : 2 * fine;
}

/**
 * [fine + 2 reach] weights along one axis of the samples that make a pixel, `blur` px wide: the weight of a sample is the
 * product of two, and all that are taken (with one sample a pixel, not the corners) make 1.
 */
function blurWeights(fine: number, blur: number): Float32Array {
  const reach = reachOf(fine);
  const weights = Float32Array.from({ length: fine + 2 * reach }, (_, n) => {
    const away = (n - reach + 0.5) / fine - 0.5;
    return Math.exp((-0.5 * away * away) / (blur * blur));
  });
  const line = weights.reduce((sum, weight) => sum + weight, 0);
  const [edge, middle] = weights;
  const all = fine === 1 ? middle * middle + 4 * edge * middle : line * line;
  return weights.map((weight) => weight / Math.sqrt(all));
}

/** Targets to draw into and the step from light to 8 bits, at one size of picture. */
export class Sensor {
  readonly width: number;
  readonly height: number;
  /** Samples a pixel along each axis. */
  readonly fine: number;
  private readonly targets = new Map<Pass, WebGLRenderTarget>();
  private readonly picture: WebGLRenderTarget;
  /** Targets that the driver has room for. */
  private readonly whole = new Set<WebGLRenderTarget>();
  private readonly padded: number;
  private readonly material: RawShaderMaterial;
  private readonly scene = new Scene();
  private readonly camera = new Camera();
  private readonly cover = new BufferGeometry();

  constructor(width: number, height: number, fine: number) {
    this.width = width;
    this.height = height;
    this.fine = fine;
    const options = { minFilter: NearestFilter, magFilter: NearestFilter, depthBuffer: false } as const;
    // Rows of bytes are read back in fours whatever the alignment asked for: more would be written than there is room.
    this.padded = 4 * Math.ceil(width / 4);
    this.picture = new WebGLRenderTarget(this.padded, height, {
      ...options,
      format: RedFormat,
      type: UnsignedByteType,
    });
    this.material = new RawShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: COVER_VERTEX,
      fragmentShader: SENSOR_FRAGMENT,
      defines: { FINE: fine, REACH: reachOf(fine), TAPS: fine + 2 * reachOf(fine) },
      uniforms: Object.fromEntries(SENSOR_UNIFORMS.map((name) => [name, { value: null }])),
      depthTest: false,
      depthWrite: false,
    });
    this.material.uniforms.uSize.value = new Vector2(width, height);
    this.material.uniforms.uKey.value = new Int32Array(2);
    this.cover.setAttribute('position', new Float32BufferAttribute([-1, -1, 0, 3, -1, 0, -1, 3, 0], 3));
    const mesh = new Mesh(this.cover, this.material);
    mesh.frustumCulled = false;
    this.scene.add(mesh);
  }

  /** What a pass is drawn into. */
  target(pass: Pass): WebGLRenderTarget {
    let target = this.targets.get(pass);
    if (target === undefined) {
      const scale = pass === 'light' ? this.fine : 1;
      const kind =
        pass === 'light'
          ? { format: RedFormat, type: HalfFloatType }
          : pass === 'depth'
            ? { format: RedFormat, type: FloatType }
            : { format: RGBAFormat, type: UnsignedByteType };
      target = new WebGLRenderTarget(this.width * scale, this.height * scale, {
        ...kind,
        minFilter: NearestFilter,
        magFilter: NearestFilter,
        depthBuffer: true,
      } as never);
      this.targets.set(pass, target);
    }
    return target;
  }

  /** What is drawn next goes into a target. Throws DatasetFault (`environment`) where the driver has no room for it. */
  bind(renderer: WebGLRenderer, target: WebGLRenderTarget): void {
    renderer.setRenderTarget(target);
    if (this.whole.has(target)) return;
    const gl = renderer.getContext();
    if (gl.checkFramebufferStatus(gl.FRAMEBUFFER) !== gl.FRAMEBUFFER_COMPLETE) {
      const size = `${target.width}x${target.height}`;
      throw new DatasetFault('environment', `the graphics driver cannot hold a picture of ${size} samples`);
    }
    this.whole.add(target);
  }

  /** Makes the 8-bit picture of the light that was drawn; it stays here until it is read. */
  develop(renderer: WebGLRenderer, exposure: Exposure): void {
    const { uniforms } = this.material;
    uniforms.tLight.value = this.target('light').texture;
    uniforms.uExposure.value = exposure.gain;
    uniforms.uVignette.value = exposure.vignette;
    uniforms.uWeights.value = blurWeights(this.fine, exposure.blur);
    uniforms.uShot.value = exposure.shot;
    uniforms.uRead.value = exposure.read;
    uniforms.uGamma.value = exposure.gamma;
    uniforms.uKey.value = Int32Array.from(exposure.key);
    this.bind(renderer, this.picture);
    renderer.render(this.scene, this.camera);
  }

  /** The picture that was made last, width x height, rows from the top. */
  read(renderer: WebGLRenderer): Uint8Array {
    const { width, height, padded } = this;
    const read = new Uint8Array(padded * height);
    renderer.readRenderTargetPixels(this.picture, 0, 0, padded, height, read);
    if (padded === width) return read;
    const out = new Uint8Array(width * height);
    for (let y = 0; y < height; y++) out.set(read.subarray(y * padded, y * padded + width), y * width);
    return out;
  }

  dispose(): void {
    for (const target of this.targets.values()) target.dispose();
    this.picture.dispose();
    this.material.dispose();
    this.cover.dispose();
  }
}
