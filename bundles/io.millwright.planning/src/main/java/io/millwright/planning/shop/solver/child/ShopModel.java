package io.millwright.planning.shop.solver.child;

import com.google.ortools.sat.BoolVar;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.CpSolverSolutionCallback;
import com.google.ortools.sat.CpSolverStatus;
import com.google.ortools.sat.IntVar;
import com.google.ortools.sat.IntervalVar;
import com.google.ortools.sat.LinearExpr;
import com.google.ortools.sat.LinearExprBuilder;
import com.google.ortools.sat.Literal;
import io.millwright.planning.shop.solver.child.Problem.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The problem as constraints: intervals that do not overlap on a machine, each job's operations one after the other. */
final class ShopModel {
    private final Problem problem;
    private final CpModel model = new CpModel();
    private final List<List<IntervalVar>> onMachine = new ArrayList<>();
    private final List<IntVar> starts = new ArrayList<>();

    /** Per operation whether it is done on each of its machines; null where there is only one. */
    private final List<BoolVar[]> choices = new ArrayList<>();

    ShopModel(Problem problem) {
        this.problem = problem;
        for (long[] blocked : problem.blocked()) {
            List<IntervalVar> here = new ArrayList<>();
            for (int at = 0; at < blocked.length; at += 2) {
                here.add(model.newFixedInterval(blocked[at], blocked[at + 1] - blocked[at], "blocked"));
            }
            onMachine.add(here);
        }
        IntVar end = model.newIntVar(problem.leastEnd(), problem.mostEnd(), "end");
        LinearExprBuilder cost = LinearExpr.newBuilder().add(end);
        for (Task task : problem.jobs()) {
            task(task, end, cost);
        }
        for (List<IntervalVar> here : onMachine) {
            model.addNoOverlap(here);
        }
        model.minimize(cost);
    }

    private void task(Task task, IntVar end, LinearExprBuilder cost) {
        IntVar last = null;
        for (int at = 0; at < task.machines().length; at++) {
            IntVar start = model.newIntVar(task.ready(), problem.mostEnd(), "start");
            IntVar ends = model.newIntVar(task.ready(), problem.mostEnd(), "ends");
            if (last != null) {
                model.addGreaterOrEqual(start, last);
            }
            machines(task, at, start, ends);
            model.addHint(start, task.hintStarts()[at]);
            starts.add(start);
            last = ends;
        }
        if (last != null) {
            model.addGreaterOrEqual(end, last);
            if (task.due() != Long.MAX_VALUE && task.weight() > 0 && task.due() < problem.mostEnd()) {
                IntVar late = model.newIntVar(0, problem.mostEnd() - Math.min(0, task.due()), "late");
                model.addGreaterOrEqual(
                        LinearExpr.newBuilder().add(late).add(task.due()),
                        LinearExpr.newBuilder().add(last));
                cost.addTerm(late, task.weight());
            }
        }
    }

    private void machines(Task task, int at, IntVar start, IntVar ends) {
        int[] machines = task.machines()[at];
        long[] durations = task.durations()[at];
        if (machines.length == 1) {
            onMachine
                    .get(machines[0])
                    .add(model.newIntervalVar(start, LinearExpr.constant(durations[0]), ends, "operation"));
            choices.add(null);
            return;
        }
        BoolVar[] taken = new BoolVar[machines.length];
        for (int choice = 0; choice < machines.length; choice++) {
            taken[choice] = model.newBoolVar("choice");
            onMachine
                    .get(machines[choice])
                    .add(model.newOptionalIntervalVar(
                            start, LinearExpr.constant(durations[choice]), ends, taken[choice], "choice"));
            model.addHint(taken[choice], task.hintChoices()[at] == choice ? 1 : 0);
        }
        model.addExactlyOne((Literal[]) taken);
        choices.add(taken);
    }

    /** Solves, and says each better schedule at once. */
    void solve(Answers answers) throws IOException {
        CpSolver solver = new CpSolver();
        solver.getParameters().setNumWorkers(problem.workers());
        solver.getParameters().setMaxTimeInSeconds(problem.limitMillis() / 1_000.0);
        solver.getParameters().setRandomSeed(problem.seed());
        if (problem.workers() == 1) {
            // One thread goes through several ways of searching in turn, large neighbourhoods among them.
            solver.getParameters().setInterleaveSearch(true);
        }
        CpSolverStatus status = solver.solve(model, new CpSolverSolutionCallback() {
            @Override
            public void onSolutionCallback() {
                try {
                    said(this, answers);
                } catch (IOException e) {
                    Runtime.getRuntime().halt(1);
                }
            }
        });
        if (status == CpSolverStatus.INFEASIBLE || status == CpSolverStatus.MODEL_INVALID) {
            throw new IllegalStateException("the solver calls the problem " + status + ": " + model.validate());
        }
        answers.end(bound(solver.bestObjectiveBound()));
    }

    private void said(CpSolverSolutionCallback found, Answers answers) throws IOException {
        int[] taken = new int[starts.size()];
        long[] begins = new long[taken.length];
        for (int at = 0; at < taken.length; at++) {
            begins[at] = found.value(starts.get(at));
            BoolVar[] of = choices.get(at);
            for (int choice = 0; of != null && choice < of.length; choice++) {
                if (found.booleanValue(of[choice])) {
                    taken[at] = choice;
                }
            }
        }
        answers.schedule(bound(found.bestObjectiveBound()), taken, begins);
    }

    private static long bound(double value) {
        return (long) Math.ceil(value - 1e-6);
    }
}
