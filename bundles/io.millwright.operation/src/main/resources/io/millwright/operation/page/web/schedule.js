// A schedule's document, read: its steps by the clock, and what is other than in another schedule.

/** Reads a document. Times are seconds since 1970 UTC; steps are in the order in which they begin. */
export function read(document) {
  const at = seconds => document.nowSeconds + seconds;
  const machines = document.machines.map(each => ({ name: each.name, closings: each.closings.map(([from, to]) => [at(from), at(to)]) }));
  const steps = document.operations.map(([job, operation, machine, begin, end, fixed]) => ({
    jobNumber: job,
    job: document.jobs[job].name,
    step: document.jobs[job].steps[operation],
    machine: machines[machine].name,
    begin: at(begin),
    end: at(end),
    fixed: fixed === 1,
    change: 'kept',
    before: null,
  })).sort((one, other) => one.begin - other.begin || one.machine.localeCompare(other.machine));
  const begin = steps.reduce((least, each) => Math.min(least, each.begin), document.nowSeconds);
  const end = steps.reduce((most, each) => Math.max(most, each.end), begin + 1);
  return { now: document.nowSeconds, shift: document.changes?.shift ?? null, machines, steps, begin, end };
}

function key(step) {
  return JSON.stringify([step.job, step.step]);
}

/** Says of each step how it is other than in the schedule in force, null for none; what only goes with a shift of all is no move. */
export function compared(schedule, inForce) {
  const before = new Map((inForce?.steps ?? []).map(each => [key(each), each]));
  const later = schedule.shift?.laterSeconds ?? 0;
  const counts = { shift: null, moved: 0, added: 0, gone: 0, kept: 0 };
  if (inForce) {
    let shifted = 0;
    for (const step of schedule.steps) {
      const was = before.get(key(step));
      before.delete(key(step));
      step.before = was ?? null;
      const away = was ? step.begin - was.begin : 0;
      if (!was) {
        step.change = 'added';
        counts.added++;
      } else if (away === 0 && was.machine === step.machine) {
        counts.kept++;
      } else if (later !== 0 && away === later && was.machine === step.machine) {
        step.change = 'shifted';
        shifted++;
      } else {
        step.change = 'moved';
        counts.moved++;
      }
    }
    counts.gone = before.size;
    counts.shift = shifted > 0 ? { later, steps: shifted } : null;
  }
  return { ...schedule, counts };
}
