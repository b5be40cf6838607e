import { describe, expect, it } from 'vitest';
import { deviceName, isSoftware } from '../../../sim/render/context.ts';

describe('the name of what draws', () => {
  it('is what the driver says, without the layer between', () => {
    expect(deviceName('ANGLE (Mesa/X.org, llvmpipe (LLVM 15.0.6 256 bits), OpenGL 4.5)')).toBe(
      'llvmpipe (LLVM 15.0.6 256 bits)',
    );
    expect(deviceName('ANGLE (NVIDIA, NVIDIA H100 80GB HBM3 (0x00002330), NVIDIA-550.54)')).toBe(
      'NVIDIA H100 80GB HBM3 (0x00002330)',
    );
    expect(deviceName('something else')).toBe('something else');
  });

  it('never passes a processor for a GPU', () => {
    for (const name of ['llvmpipe (LLVM 15.0.6 256 bits)', 'SwiftShader Device (LLVM 10)', 'softpipe', 'lavapipe']) {
      expect(isSoftware(name)).toBe(true);
    }
    for (const name of ['NVIDIA H100 80GB HBM3', 'AMD Radeon RX 6800', 'Mesa Intel(R) UHD Graphics 630']) {
      expect(isSoftware(name)).toBe(false);
    }
  });
});
