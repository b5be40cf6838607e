import { existsSync } from 'node:fs';
import type { WebGLRenderer } from 'three';
import { DatasetFault } from '../dataset/fault.ts';
import { type Display, openDisplay, startXvfb } from './display.ts';

/** What we ask of the context ourselves; all else goes through three. */
type Gl = {
  readonly OUT_OF_MEMORY: number;
  readonly MAX_TEXTURE_SIZE: number;
  readonly MAX_RENDERBUFFER_SIZE: number;
  getParameter(name: number): unknown;
  _getParameterDirect?(name: number): unknown;
  getExtension(name: string): unknown;
  isContextLost(): boolean;
  getError(): number;
};

/** A WebGL 2 context without a window, and three's renderer on it. */
export type Context = {
  readonly renderer: WebGLRenderer;
  /** Who draws, as the driver says: `llvmpipe (LLVM 15.0.6 256 bits)`. */
  readonly device: string;
  /** What it is reached by: `Xvfb`, `X display :0`, `Vulkan`. */
  readonly through: string;
  /** Whether a processor draws in place of a GPU. */
  readonly software: boolean;
  /** The longest side of what can be drawn into, samples. */
  readonly longest: number;
  /** Whether the context is lost: nothing drawn since may be used. */
  lost(): boolean;
  close(): void;
};

/** Drivers that draw on the processor, whatever else their names claim. */
const SOFTWARE = /llvmpipe|lavapipe|softpipe|swrast|swiftshader|software|basic render/i;

const GL_RENDERER = 0x1f01;
const INSTALL = 'sudo apt-get install xvfb libegl1 libgl1 libgl1-mesa-dri libx11-6 libxext6 libxcb1';

type CreateContext = (width: number, height: number, options: object) => Gl | null;

/** What a driver's name says without the layer it is reached by: `ANGLE (Mesa, llvmpipe (LLVM 15), OpenGL 4.5)`. */
export function deviceName(renderer: string): string {
  const inside = /^ANGLE \([^,]*, (.*), [^,]*\)$/.exec(renderer);
  return inside === null ? renderer : inside[1];
}

/** Whether a driver of that name draws on the processor. */
export function isSoftware(device: string): boolean {
  return SOFTWARE.test(device);
}

async function loadGl(): Promise<CreateContext> {
  try {
    const found = (await import('gl' as string)) as { default: CreateContext };
    return found.default;
  } catch {
    throw new DatasetFault(
      'environment',
      'render needs the package gl, which could not be loaded; install build-essential and python3, then run: npm install gl@9.0.0-rc.10',
    );
  }
}

/** Whether an NVIDIA GPU is there and a Vulkan loader to reach it by: GLX on a virtual display would not find it. */
function wantsVulkan(environment: Readonly<Record<string, string | undefined>>): boolean {
  return environment.ANGLE_DEFAULT_PLATFORM === 'vulkan' || existsSync('/dev/nvidiactl');
}

function create(createGl: CreateContext): Gl | null {
  return createGl(16, 16, { createWebGL2Context: true, antialias: false, preserveDrawingBuffer: true });
}

/**
 * Opens a context: by Vulkan where an NVIDIA GPU is, otherwise on the X display or on a virtual one of its own.
 *
 * Throws DatasetFault (`environment`) that says in one line what to install.
 */
export async function openContext(environment: NodeJS.ProcessEnv = process.env): Promise<Context> {
  const createGl = await loadGl();
  let gl: Gl | null = null;
  const on = (display: Display): Gl | null => {
    environment.DISPLAY = display.name;
    const made = create(createGl);
    if (made === null) display.close();
    return made;
  };
  let through = '';
  let close = (): void => {};
  if (wantsVulkan(environment)) {
    const before = environment.ANGLE_DEFAULT_PLATFORM;
    environment.ANGLE_DEFAULT_PLATFORM = 'vulkan';
    gl = create(createGl);
    through = 'Vulkan';
    if (gl === null) {
      if (before === undefined) delete environment.ANGLE_DEFAULT_PLATFORM;
      else environment.ANGLE_DEFAULT_PLATFORM = before;
    }
  }
  if (gl === null) {
    let display = await openDisplay(environment);
    if (display === null) throw noDisplay();
    gl = on(display);
    if (gl === null && !display.own) {
      // A server that has no GL, or that does not take us after all.
      display = await startXvfb();
      if (display === null) throw noDisplay();
      gl = on(display);
    }
    through = display.own ? 'Xvfb' : `X display ${display.name}`;
    close = display.close;
    if (gl === null)
      throw new DatasetFault('environment', `render found no OpenGL driver on ${through}; install with: ${INSTALL}`);
  }
  return wrap(gl, through, close);
}

function noDisplay(): DatasetFault {
  return new DatasetFault(
    'environment',
    `render found no X display that takes it and no Xvfb to make one; install with: ${INSTALL}`,
  );
}

async function wrap(gl: Gl, through: string, close: () => void): Promise<Context> {
  const device = deviceName(String(gl._getParameterDirect?.(GL_RENDERER) ?? gl.getParameter(GL_RENDERER)));
  const canvas = {
    width: 16,
    height: 16,
    style: {},
    addEventListener: () => {},
    removeEventListener: () => {},
    getContext: () => gl,
  };
  const { WebGLRenderer, NoToneMapping, LinearSRGBColorSpace } = await import('three');
  const renderer = new WebGLRenderer({
    canvas: canvas as never,
    context: gl as never,
    antialias: false,
  });
  renderer.toneMapping = NoToneMapping;
  renderer.outputColorSpace = LinearSRGBColorSpace;
  renderer.autoClear = false;
  return {
    renderer,
    device,
    through,
    software: isSoftware(device),
    longest: Math.min(...[gl.MAX_TEXTURE_SIZE, gl.MAX_RENDERBUFFER_SIZE].map((name) => Number(gl.getParameter(name)))),
    lost: () => gl.isContextLost() || gl.getError() === gl.OUT_OF_MEMORY,
    close() {
      renderer.dispose();
      const ending = gl.getExtension('STACKGL_destroy_context') as { destroy(): void } | null;
      ending?.destroy();
      close();
    },
  };
}
