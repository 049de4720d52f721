#!/usr/bin/env node
import { keepCompiledModules } from '../app/program/compile-cache.ts';

keepCompiledModules();
const { main } = await import('./cli/main.ts');
process.exitCode = await main(process.argv.slice(2));
