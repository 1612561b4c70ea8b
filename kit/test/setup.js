'use strict';
// The kit finds its project from the working directory.
process.chdir(process.env.KIT_SAMPLE_PROJECT);
