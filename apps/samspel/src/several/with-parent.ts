// Loaded into every child before its program: whoever started it has ended, so it ends as well.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
