package io.millwright.operation.act;

import io.millwright.decision.Plan;
import io.millwright.decision.Planner;
import java.util.List;

/** A planner that takes jobs, and says no to a line that is no number. */
class PlansOn implements Planner {
    private final List<String> done;

    PlansOn(List<String> done) {
        this.done = done;
    }

    private record Jobs(String name, String header, String help, String example, boolean needed, long takenMicros)
            implements Input {}

    @Override
    public String name() {
        return "hall-1";
    }

    @Override
    public String topic() {
        return "schedule";
    }

    @Override
    public Plan proposed() {
        return null;
    }

    @Override
    public Plan inForce() {
        return null;
    }

    @Override
    public List<Input> inputs() {
        return List.of(new Jobs("jobs", "job,seconds", "What is to be done.", "A,600", true, 0));
    }

    @Override
    public int accept(String input, String csv) {
        String[] lines = csv.split("\n");
        for (int i = 1; i < lines.length; i++) {
            if (!lines[i].matches("\\w+,\\d+")) {
                throw new IllegalArgumentException("line " + (i + 1) + ": '" + lines[i] + "' has no whole seconds.");
            }
        }
        done.add(input);
        return lines.length - 1;
    }

    @Override
    public void plan() {
        done.add("plan");
    }
}
