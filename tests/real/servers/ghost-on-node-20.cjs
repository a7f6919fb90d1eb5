// Preload (node -r): what Ghost 6 and a library of it ask for at the start and Node has only from 22 on. Neither is ever used here.
require('node:zlib').createZstdDecompress ??= () => { throw new Error('this Node unpacks no zstd') }
require('node:worker_threads').markAsUncloneable ??= () => {}
