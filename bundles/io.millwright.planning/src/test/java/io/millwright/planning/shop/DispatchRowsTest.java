package io.millwright.planning.shop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.csv.CsvTable;
import io.millwright.planning.shop.Shop.Choice;
import io.millwright.planning.shop.Shop.Job;
import io.millwright.planning.shop.Shop.Machine;
import io.millwright.planning.shop.Shop.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The candidates of a small shop and their numbers, as the program that trains the policy computes them. */
class DispatchRowsTest {
    private static final double TOLERANCE = 1e-5;

    @Test
    void everyNumberOfEveryCandidateIsAsInTraining() throws IOException {
        String text = text();
        CsvTable expected = CsvTable.parse(
                text.lines().filter(line -> !line.startsWith("#")).reduce("", (a, b) -> a + b + "\n"));
        assertEquals(Outlook.NAMES, expected.header().subList(3, 3 + Outlook.WIDTH));
        List<List<String>> rows = expected.rows();
        int at = 0;
        Dispatch dispatch = new Dispatch(shop(text));
        Outlook outlook = new Outlook(dispatch);
        while (dispatch.candidateCount() > 0) {
            int chosen = dispatch.candidate(0);
            if (dispatch.candidateCount() > 1) {
                float[] found = new float[dispatch.candidateCount() * Outlook.WIDTH];
                outlook.write(found, 0);
                for (int each = 0; each < dispatch.candidateCount(); each++, at++) {
                    List<String> row = rows.get(at);
                    assertEquals(Integer.parseInt(row.get(1)), dispatch.candidate(each), "line " + at);
                    chosen = row.get(2).equals("1") ? dispatch.candidate(each) : chosen;
                    same(row, found, each * Outlook.WIDTH, at);
                }
            }
            outlook.dispatch(chosen);
        }
        assertEquals(rows.size(), at);
        String last = text.lines().reduce("", (a, b) -> b);
        assertEquals(
                Long.parseLong(last.split(" ")[1]),
                dispatch.shop().cost(dispatch.schedule()).makespanSeconds());
    }

    private static void same(List<String> row, float[] found, int offset, int line) {
        double[] expected = new double[Outlook.WIDTH];
        double[] own = new double[Outlook.WIDTH];
        for (int column = 0; column < Outlook.WIDTH; column++) {
            expected[column] = Double.parseDouble(row.get(3 + column));
            own[column] = found[offset + column];
        }
        assertArrayEquals(expected, own, TOLERANCE, "line " + line);
    }

    private static Shop shop(String text) {
        List<Job> jobs = new ArrayList<>();
        int machines = 0;
        for (String line : text.lines().takeWhile(each -> each.startsWith("#")).toList()) {
            List<Operation> route = new ArrayList<>();
            for (String step : line.substring(1).split(",")) {
                int machine = Integer.parseInt(step.split(":")[0]);
                machines = Math.max(machines, machine + 1);
                route.add(new Operation(
                        "S" + route.size(), List.of(new Choice(machine, Long.parseLong(step.split(":")[1])))));
            }
            jobs.add(new Job("J" + jobs.size(), 0, Shop.NEVER, 1, route));
        }
        List<Machine> all = new ArrayList<>();
        for (int machine = 0; machine < machines; machine++) {
            all.add(new Machine("M" + machine, List.of()));
        }
        return new Shop(RandomShops.NOW, all, jobs, List.of());
    }

    private static String text() throws IOException {
        try (InputStream in = DispatchRowsTest.class.getResourceAsStream("dispatch-rows.csv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
