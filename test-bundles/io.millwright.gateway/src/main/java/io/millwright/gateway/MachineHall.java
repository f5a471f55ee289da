package io.millwright.gateway;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A hall of six machines in the simulator and the jobs that wait in front of it: each goes its own way over four to six steps, and what is
 * milled can be on two machines, the second of which is slower. Made up by this project; the same every time. Has no state.
 */
final class MachineHall {
    /** Names of the machines, in the order of the simulator's. */
    static final List<String> MACHINES = List.of("saw", "lathe", "mill-1", "mill-2", "drill", "grinder");

    static final int JOBS = 14;

    private static final String HALL = "Hall1.M";
    private static final String MILL = "mill";
    private static final List<String> KINDS = List.of("saw", "lathe", MILL, "drill", "grinder", MILL);
    private static final long SEED = 18;
    private static final int FEWEST_STEPS = 4;
    private static final int SHORTEST_MINUTES = 8;
    private static final int MINUTES_RANGE = 30;
    private static final int SECONDS = 60;
    private static final double SLOWER = 1.25;

    private MachineHall() {}

    /** Returns the name of a machine in the simulator. */
    static String inSimulator(String machine) {
        return HALL + (MACHINES.indexOf(machine) + 1);
    }

    /** Returns the connection's tag table. */
    static String tagTable() {
        StringBuilder table = new StringBuilder("name,nodeId\n");
        for (String machine : MACHINES) {
            for (String tag : List.of(".state", ".done")) {
                table.append(machine)
                        .append(tag)
                        .append(",nsu=urn:millwright:simulator;s=")
                        .append(inSimulator(machine))
                        .append(tag)
                        .append('\n');
            }
        }
        return table.toString();
    }

    /** Returns the planner's field of the machines' tags. */
    static String machineTags() {
        StringBuilder lines = new StringBuilder();
        MACHINES.forEach(each -> lines.append(each + "," + each + ".state," + each + ".done\n"));
        return lines.toString();
    }

    /** Returns the planner's input of the jobs, which are named by letters. */
    static String jobs() {
        Random random = new Random(SEED);
        StringBuilder csv = new StringBuilder("job,step,after,machine,duration_s\n");
        for (int job = 0; job < JOBS; job++) {
            List<String> way = new ArrayList<>(KINDS);
            Collections.shuffle(way, random);
            int steps = FEWEST_STEPS + random.nextInt(KINDS.size() - FEWEST_STEPS + 1);
            for (int step = 1; step <= steps; step++) {
                int seconds = SECONDS * (SHORTEST_MINUTES + random.nextInt(MINUTES_RANGE));
                String line = (char) ('A' + job) + "," + 10 * step + "," + (step == 1 ? "" : 10 * (step - 1)) + ",";
                String kind = way.get(step - 1);
                if (kind.equals(MILL)) {
                    csv.append(line + "mill-1," + seconds + '\n');
                    csv.append(line + "mill-2," + Math.round(SLOWER * seconds) + '\n');
                } else {
                    csv.append(line + kind + "," + seconds + '\n');
                }
            }
        }
        return csv.toString();
    }
}
