package io.millwright.planning;

import io.millwright.file.WholeFile;
import io.millwright.planning.shop.Released;
import io.millwright.planning.shop.ShopInputs;
import io.millwright.planning.shop.floor.Floor;
import io.millwright.planning.shop.floor.Floor.Heard;
import io.millwright.planning.shop.floor.FloorEvent;
import io.millwright.planning.shop.floor.FloorText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What machines told, in a file over restarts. The planner's thread, but for {@link #tags} and {@link #counters}. */
final class ShopFloor {
    private static final Logger LOG = LoggerFactory.getLogger(ShopFloor.class);
    private static final long LARGEST_BYTES = 16L << 20;

    private final ShopTags tags;
    private final Path file;
    private final Floor floor;
    private String kept = "";
    private long expectedSeconds = Long.MAX_VALUE;
    private volatile long unkept;
    private volatile Map<String, Long> counted;

    /** Reads what was kept. @param nowMicros time of day, microseconds since 1970 UTC */
    ShopFloor(ScheduleSettings settings, ShopTags tags, Path file, long nowMicros) {
        this.tags = tags;
        this.file = file;
        Floor read = new Floor(settings.equipped(), settings.repairSeconds());
        try {
            if (!settings.machines().isEmpty() && Files.exists(file) && Files.size(file) <= LARGEST_BYTES) {
                kept = Files.readString(file);
                FloorText.read(kept, read);
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} cannot be read ({}); what machines told before is forgotten", file, e.getMessage());
            read = new Floor(settings.equipped(), settings.repairSeconds());
        }
        floor = read;
        floor.last(tags::known);
        expectedSeconds = floor.expectedSeconds(TimeUnit.MICROSECONDS.toSeconds(nowMicros));
        tags.wakeAt(expectedSeconds);
        counted = floor.counters();
    }

    /** Returns where machines tell. */
    ShopTags tags() {
        return tags;
    }

    /** Takes in what waits. @param inForce the plan that people work by, null for none */
    Heard hear(ShopInputs given, Released inForce, long nowMicros) {
        long now = TimeUnit.MICROSECONDS.toSeconds(nowMicros);
        List<FloorEvent> events = tags.take();
        Heard heard = floor.hear(events, given.shop(now), inForce);
        // As much is to be planned anew where a machine that should work by now does not.
        boolean later = now >= expectedSeconds;
        expectedSeconds = floor.expectedSeconds(now);
        tags.wakeAt(expectedSeconds);
        counted = floor.counters();
        keep();
        return new Heard(heard.machines() || later, heard.done());
    }

    private void keep() {
        String text = FloorText.of(floor);
        if (text.equals(kept)) {
            return;
        }
        try {
            WholeFile.write(file, text.getBytes(StandardCharsets.UTF_8));
            kept = text;
        } catch (IOException e) {
            if (unkept++ == 0) {
                LOG.warn("{} is not kept over a restart: {}; make room on the disk", file, e.toString());
            }
        }
    }

    /** Returns what was given with what happened since. */
    ShopInputs with(ShopInputs given, long nowMicros) {
        return floor.with(given, TimeUnit.MICROSECONDS.toSeconds(nowMicros));
    }

    /** Returns what a person should know beside a plan: what is down, what could not be, what is not known. */
    List<String> takeRemarks(long nowMicros) {
        List<String> all = new ArrayList<>(floor.down(TimeUnit.MICROSECONDS.toSeconds(nowMicros)));
        floor.takeImpossible().forEach(each -> all.add("Not believed: " + each + "."));
        all.addAll(tags.troubles());
        return all;
    }

    /** Returns what was counted, by name. Any thread. */
    Map<String, Long> counters() {
        Map<String, Long> all = new LinkedHashMap<>(counted);
        all.putAll(tags.counters());
        all.put("floor.unkept", unkept);
        return all;
    }
}
