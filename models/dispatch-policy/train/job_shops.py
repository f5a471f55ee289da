# SPDX-License-Identifier: EPL-2.0
"""Job shops simulated in lockstep: a batch of shops of one size, each dispatched into an active schedule (Giffler, Thompson).

A step takes, in every shop at once, the operation that could end first, and from all that compete with it for its machine one is
chosen. The features say what each choice would do to a lower bound of the makespan. The gateway computes the same ones:
io.millwright.planning.shop.Outlook.
"""

import numpy as np

NEVER = 1 << 40

# name, unit of its values: what the gateway computes for a candidate, in this order.
FEATURES = (
    ("duration", "its own duration, in mean durations"),
    ("later_start", "how much later it can start than the first candidate"),
    ("later_end", "how much later it would end than the first that ends"),
    ("own_excess", "its end and the work after it, beyond the bound"),
    ("others_excess", "its end and the longest rest of another candidate, beyond the bound"),
    ("machine_excess", "what the machine has to do after it: heads, durations and tails of the others, beyond the bound"),
    ("work_after", "work of its job after it"),
    ("work_share", "work of its job from here, by that of the longest job"),
    ("operations_after", "operations of its job after it, by those of the longest route"),
    ("queued", "how long its job waits for it"),
    ("next_duration", "duration of the next operation"),
    ("next_free", "how much later than its end the next machine is free"),
    ("next_excess", "the next machine's bound, beyond the bound"),
    ("next_queue", "share of the unfinished jobs that are at the next machine"),
    ("this_excess", "this machine's bound, beyond the bound"),
    ("this_operations", "operations left on this machine, by the jobs"),
    ("candidates", "how many compete, eighths"),
    ("progress", "share of the operations done"),
    ("bottleneck_work", "work between it and its job's operation on the machine with the greatest bound"),
    ("bottleneck_ahead", "1 where its job still has to go there"),
    ("duration_off", "its duration less the candidates' mean"),
    ("work_off", "the work after it less the candidates' mean"),
    ("own_off", "its end and the work after it, less the candidates' mean"),
    ("jobs_left", "share of the jobs that are unfinished"),
)


def random_shops(random, count, jobs, machines):
    """Routes and durations [count, jobs, machines]: durations 1 to 99, routes at random; some with two stages, some uneven."""
    order = random.random((count, jobs, machines))
    staged = random.random(count) < 0.2
    order += np.where(staged[:, None, None], (np.arange(machines) >= machines // 2) * 1.0, 0.0)
    routes = np.argsort(order, axis=2)
    durations = random.integers(1, 100, (count, jobs, machines))
    uneven = random.random(count) < 0.2
    factor = random.uniform(0.5, 1.5, (count, 1, machines)) * random.uniform(0.6, 1.4, (count, jobs, 1))
    stretched = durations * np.take_along_axis(np.broadcast_to(factor, durations.shape), routes, 2)
    stretched = np.clip(stretched.round(), 1, 200).astype(np.int64)
    return routes, np.where(uneven[:, None, None], stretched, durations)


class Shops:
    """The state of a batch of shops while they are dispatched."""

    def __init__(self, routes, durations, repeat=1):
        """`repeat`: how many runs of each shop, one after the other."""
        routes, durations = (np.repeat(each, repeat, axis=0) for each in (routes, durations))
        self.count, self.jobs, self.machines = routes.shape
        batch, jobs, machines = routes.shape
        self.all = np.arange(batch)
        self.rows = self.all[:, None]
        self.columns = np.arange(jobs)[None, :]
        self.scale = np.maximum(durations.mean(axis=(1, 2)), 1e-9)
        # A last, empty operation on a machine that is never free stands for the end of a job.
        self.route = np.concatenate([routes, np.full((batch, jobs, 1), machines)], axis=2)
        self.duration = np.concatenate([durations, np.zeros((batch, jobs, 1), np.int64)], axis=2)
        rest = np.cumsum(durations[:, :, ::-1], axis=2)[:, :, ::-1]
        self.rest = np.concatenate([rest, np.zeros((batch, jobs, 1), np.int64)], axis=2)
        self.tail = np.zeros((batch, jobs, machines + 1), np.int64)
        np.put_along_axis(self.tail, routes, self.rest[:, :, 1:], axis=2)
        self.total = self.rest[:, :, 0]
        self.own = own = np.zeros((batch, jobs, machines + 1), np.int64)
        np.put_along_axis(own, routes, durations, axis=2)
        # Work of the job before its operation on a machine.
        self.before = self.total[:, :, None] - self.tail - own
        self.waits = np.ones((batch, jobs, machines + 1), bool)
        self.waits[:, :, machines] = False
        self.at = np.zeros((batch, jobs), np.int64)
        self.ready = np.zeros((batch, jobs), np.int64)
        self.free = np.zeros((batch, machines + 1), np.int64)
        self.free[:, machines] = NEVER
        self.load = own.sum(axis=1)
        self.left = np.full((batch, machines + 1), jobs)
        self.bound = np.zeros((batch, machines + 1), np.int64)
        self.bound[:, :machines] = self.load[:, :machines] + self.tail[:, :, :machines].min(axis=1)
        self.steps = jobs * machines
        self.done = 0
        self._look()

    def _look(self):
        """Which operation of each job is next, when it could start and end, and which compete."""
        rows, columns = self.rows, self.columns
        self.machine = self.route[rows, columns, self.at]
        self.length = self.duration[rows, columns, self.at]
        self.remaining = self.rest[rows, columns, self.at]
        self.start = np.maximum(self.ready, self.free[rows, self.machine])
        self.end = self.start + self.length
        first = self.end.argmin(axis=1)
        self.least_end = self.end[self.all, first]
        self.chosen_machine = self.machine[self.all, first]
        here = self.machine == self.chosen_machine[:, None]
        self.open = here & ((self.start < self.least_end[:, None]) | (self.end == self.least_end[:, None]))
        self.open_count = self.open.sum(axis=1)

    def candidates(self):
        """(shop, job) of every candidate where there is more than one, shop by shop."""
        return np.nonzero(self.open & (self.open_count > 1)[:, None])

    def features(self, shop, job):
        """float32 [candidates, features] of the candidates."""
        scale = self.scale[shop]
        unfinished = self.at < self.machines
        ends = np.where(unfinished, self.start, self.ready) + self.remaining
        bound = np.maximum(ends.max(axis=1), self.bound[:, : self.machines].max(axis=1))[shop]
        bottleneck = self.bound[:, : self.machines].argmax(axis=1)[shop]
        machine = self.chosen_machine[shop]
        length, start, end, remaining = (each[shop, job] for each in (self.length, self.start, self.end, self.remaining))
        after = remaining - length
        count = self.open_count[shop]
        rests = _two_greatest(np.where(self.open, self.remaining, -1))
        longest = np.where(rests[0][shop] == job, rests[2][shop], rests[1][shop])
        at = self.at[shop, job]
        last = at + 1 == self.machines
        following = self.route[shop, job, at + 1]
        position = np.where(last, 0, following)
        own = end + after - bound
        queues = np.zeros((self.count, self.machines + 1), np.int64)
        np.add.at(queues, (np.broadcast_to(self.rows, self.machine.shape), self.machine), 1)
        left = unfinished.sum(axis=1)[shop]
        there = self.before[shop, job, bottleneck] - (self.total[shop, job] - after)
        ahead = self.waits[shop, job, bottleneck] & (bottleneck != machine)
        columns = [
            length / scale,
            (start - _least(self.start, self.open)[shop]) / scale,
            (end - self.least_end[shop]) / scale,
            own / scale,
            (end + longest - bound) / scale,
            (self._one_machine(shop, job, end) - bound) / scale,
            after / scale,
            remaining / np.maximum(1, self.remaining.max(axis=1))[shop],
            (self.machines - at - 1) / self.machines,
            (start - self.ready[shop, job]) / scale,
            self.duration[shop, job, at + 1] / scale,
            np.where(last, 0, self.free[shop, position] - end) / scale,
            np.where(last, own, self.bound[shop, position] - bound) / scale,
            np.where(last, 0, queues[shop, position] / left),
            (self.bound[shop, machine] - bound) / scale,
            self.left[shop, machine] / self.jobs,
            count / 8,
            np.full(len(shop), self.done / self.steps),
            np.where(ahead, there / scale, 0),
            ahead,
            (length - self._mean(self.length, shop, count)) / scale,
            (after - self._mean(self.remaining - self.length, shop, count)) / scale,
            (end + after - self._mean(self.end + self.remaining - self.length, shop, count)) / scale,
            left / self.jobs,
        ]
        return np.stack(columns, axis=1).astype(np.float32)

    def _one_machine(self, shop, job, end):
        """When all is done at least if the machine goes on with the others from `end` on: the greatest over sets of operations that can
        begin late (of equal ones, that have long tails) of the first beginning, all durations and the shortest tail."""
        contested = self.chosen_machine[:, None]
        heads = self.start + self.before[self.rows, self.columns, contested] - (self.total - self.remaining)
        others = self.waits[self.rows, self.columns, contested][shop]
        others[np.arange(len(job)), job] = False
        late = np.maximum(heads[shop] - end[:, None], 0)
        tails = self.tail[self.rows, self.columns, contested][shop]
        key = np.where(others, (late << 24) + tails, -1)
        order = key.argsort(axis=1)[:, ::-1]
        key = np.take_along_axis(key, order, 1)
        work = np.take_along_axis(self.own[self.rows, self.columns, contested][shop], order, 1).cumsum(axis=1)
        least = np.minimum.accumulate(key & ((1 << 24) - 1), axis=1)
        return end + np.where(key >= 0, (key >> 24) + work + least, 0).max(axis=1)

    def _mean(self, values, shop, count):
        return np.where(self.open, values, 0).sum(axis=1)[shop] / count

    def choose(self, scores):
        """Dispatches in every shop the candidate with the greatest score [shops, jobs], the first of equal ones."""
        job = np.where(self.open, scores, -np.inf).argmax(axis=1)
        at = self.all
        machine, end = self.chosen_machine, self.end[at, job]
        self.load[at, machine] -= self.length[at, job]
        self.left[at, machine] -= 1
        self.at[at, job] += 1
        self.ready[at, job] = end
        self.free[at, machine] = end
        self.waits[at, job, machine] = False
        tails = np.where(self.waits[at, :, machine], self.tail[at, :, machine], NEVER).min(axis=1)
        self.bound[at, machine] = end + np.where(tails < NEVER, self.load[at, machine] + tails, 0)
        self.done += 1
        self._look()
        return job

    def makespan(self):
        """The end of the last operation of each shop, once all are dispatched."""
        return self.ready.max(axis=1)


def _least(values, mask):
    return np.where(mask, values, NEVER).min(axis=1)


def _two_greatest(values):
    """Per row where the greatest stands, its value, and the next one's."""
    at = values.argmax(axis=1)
    rows = np.arange(len(values))
    first = values[rows, at]
    rest = values.copy()
    rest[rows, at] = -1
    return at, first, rest.max(axis=1)


RULES = {
    "FIFO": lambda shops: -shops.ready,
    "SPT": lambda shops: -shops.length,
    "MWKR": lambda shops: shops.remaining,
}


def by_rule(routes, durations, rule):
    """Makespans of a rule."""
    shops = Shops(routes, durations)
    for _ in range(shops.steps):
        shops.choose(RULES[rule](shops))
    return shops.makespan()


def lower_bound(routes, durations):
    """A simple bound of each shop: the longest job, and per machine its load with the shortest head and tail."""
    shops = Shops(routes, durations)
    inside = slice(0, shops.machines)
    per_machine = shops.load[:, inside] + shops.before[:, :, inside].min(axis=1) + shops.tail[:, :, inside].min(axis=1)
    return np.maximum(shops.total.max(axis=1), per_machine.max(axis=1))
