package io.millwright.bench.shop;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.planning.shop.Shop;
import io.millwright.planning.shop.Shop.Choice;
import io.millwright.planning.shop.Shop.Job;
import io.millwright.planning.shop.Shop.Machine;
import io.millwright.planning.shop.Shop.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the shops of the literature: text files of machine and duration in turn, a line per job, with the best known makespans beside them. */
final class ClassicalShops {
    private static final long NOW = 1_800_000_000L;

    private ClassicalShops() {}

    /** A shop and the best makespan that anybody found. */
    record Known(Shop shop, long best) {}

    /** Returns all shops of a folder by name. */
    static Map<String, Known> read(Path folder) throws IOException {
        Map<String, Known> all = new LinkedHashMap<>();
        for (JsonValue each :
                Json.parse(Files.readString(folder.resolve("best_known.json"))).asArray()) {
            JsonObject one = each.asObject();
            String name = one.get("name").asString();
            long best = one.get("optimum").isNull()
                    ? one.get("bounds").asObject().get("upper").asLong()
                    : one.get("optimum").asLong();
            all.put(name, new Known(shop(folder.resolve(name + ".txt")), best));
        }
        return all;
    }

    private static Shop shop(Path file) throws IOException {
        List<long[]> lines = Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> Arrays.stream(line.trim().split("\\s+"))
                        .mapToLong(Long::parseLong)
                        .toArray())
                .toList();
        int count = (int) lines.get(0)[0];
        List<Machine> machines = new ArrayList<>();
        for (int machine = 0; machine < lines.get(0)[1]; machine++) {
            machines.add(new Machine("M" + machine, List.of()));
        }
        List<Job> jobs = new ArrayList<>();
        for (int job = 0; job < count; job++) {
            long[] numbers = lines.get(job + 1);
            List<Operation> route = new ArrayList<>();
            for (int at = 0; at < numbers.length; at += 2) {
                route.add(new Operation("S" + at / 2, List.of(new Choice((int) numbers[at], numbers[at + 1]))));
            }
            jobs.add(new Job("J" + job, 0, Shop.NEVER, 1, route));
        }
        return new Shop(NOW, machines, jobs, List.of());
    }
}
