import { openDataset } from '../../sim/dataset/reader.ts';
import { EXPORT_FORMATS, type ExportFormat, exportDataset } from '../export/index.ts';
import { STATUS, UsageError } from '../fault.ts';
import { type Command, text } from '../options.ts';

/** `matinee export DIR --format F -o PATH`: a dataset in another tool's format. */
export const exportCommand: Command = {
  name: 'export',
  summary: 'writes a dataset in another format: npz, coco, pts, parquet',
  positionals: ['DIR'],
  options: {
    format: { value: 'F', help: EXPORT_FORMATS.join(', ') },
    output: { short: 'o', value: 'PATH', help: 'the file (npz, coco, parquet) or folder (pts) to write' },
    json: { help: 'print one JSON object' },
    help: { short: 'h', help: 'show this' },
  },
  async run(args, io) {
    const format = text(args, 'format');
    if (!(EXPORT_FORMATS as readonly string[]).includes(format)) {
      throw new UsageError(`--format: found ${JSON.stringify(format)}, expected one of ${EXPORT_FORMATS.join(', ')}`);
    }
    const path = text(args, 'output');
    const [dir] = args.positionals;
    const dataset = openDataset(dir);
    const made = await exportDataset(dataset, format as ExportFormat, path, {
      onProgress: io.progress(`export ${format}`),
      signal: io.signal,
    });
    io.say(`${path}: ${made.files} ${made.files === 1 ? 'file' : 'files'}, ${(made.bytes / 1e6).toFixed(1)} MB`);
    return { status: STATUS.done, json: { format, path, ...made } };
  },
};
