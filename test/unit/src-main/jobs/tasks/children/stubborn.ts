/** A real child that reports progress, then neither answers nor stops. */
process.on('message', () => process.send?.({ type: 'progress', progress: { done: 0.5, phase: 'stuck' } }));
setInterval(() => {}, 1000);
