// graphile-worker in its batched configuration (the one its own documentation measures): fills its queue with jobs that
// do nothing and lets processes work it off. Prints "run JOBS/s", counted until the last completion is in the table.
// node queue_peer.mjs URI PROCESSES JOBS, in a directory where graphile-worker is installed.
import { fork } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(process.cwd() + "/");
const { run, runMigrations } = require("graphile-worker");
const pg = require("pg");

const [uri, processes, jobs] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const preset = {
  worker: {
    connectionString: uri,
    concurrentJobs: 24,
    maxPoolSize: 25,
    localQueue: { size: 500 },
    completeJobBatchDelay: 0,
    failJobBatchDelay: 0,
  },
};

async function child() {
  const { Logger } = require("graphile-worker");
  const logger = new Logger(() => () => {});
  await new Promise((go) => process.once("message", go));
  const runner = await run({ preset: { worker: { ...preset.worker, logger } }, taskList: { noop: async () => {} }, noHandleSignals: true });
  process.once("message", async () => {
    await runner.stop();
    process.exit(0);
  });
  process.send("running");
}

async function parent() {
  await runMigrations({ connectionString: uri });
  const client = new pg.Client({ connectionString: uri });
  await client.connect();
  await client.query("TRUNCATE graphile_worker._private_jobs");
  await client.query(
    "SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(SELECT json_populate_record(NULL::graphile_worker.job_spec, json_build_object('identifier', 'noop', 'payload', json_build_object('id', i))) FROM generate_series(1, $1::int) AS i))",
    [jobs],
  );
  const children = [];
  for (let i = 0; i < processes; i++)
    children.push(fork(fileURLToPath(import.meta.url), process.argv.slice(2), { env: { ...process.env, QUEUE_PEER: "child" }, stdio: ["ignore", "ignore", "inherit", "ipc"] }));
  await new Promise((r) => setTimeout(r, 1000)); // let them load
  const begin = process.hrtime.bigint();
  children.forEach((c) => c.send("go"));
  for (let left = 1; left > 0; ) {
    await new Promise((r) => setTimeout(r, 20));
    left = (await client.query("SELECT 1 FROM graphile_worker._private_jobs LIMIT 1")).rowCount;
  }
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  console.log(`run ${Math.round(jobs / seconds)}`);
  await Promise.all(children.map((c) => new Promise((r) => { c.once("exit", r); c.send("stop"); })));
  await client.end();
  process.exit(0);
}

(process.env.QUEUE_PEER ? child : parent)().catch((e) => {
  console.error(e.message);
  process.exit(1);
});
