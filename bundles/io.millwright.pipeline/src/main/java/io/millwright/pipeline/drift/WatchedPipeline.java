package io.millwright.pipeline.drift;

import io.millwright.decision.AssetFitness;
import io.millwright.decision.DriftLevel;
import io.millwright.form.Diagnosis;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The assets of one pipeline, and what was counted of them. Thread-safe. */
final class WatchedPipeline {
    final Map<String, WatchedAsset> assets = new ConcurrentHashMap<>();
    final AtomicLong decisions = new AtomicLong();
    final AtomicLong unsound = new AtomicLong();
    final AtomicLong unwatched = new AtomicLong();
    final AtomicLong changes = new AtomicLong();
    final AtomicLong untold = new AtomicLong();
    private final AtomicLong alarmsBefore = new AtomicLong();
    private final AtomicLong incompleteBefore = new AtomicLong();
    private volatile DriftSettings settings;

    /** Whether the model that decided last says what its training was like; true until it is known. */
    private volatile boolean watchable = true;

    private volatile Object owner;

    WatchedPipeline(DriftSettings settings) {
        this.settings = settings;
    }

    DriftSettings settings() {
        return settings;
    }

    void settings(DriftSettings wanted) {
        settings = wanted;
    }

    boolean watchable() {
        return watchable;
    }

    /** Notes it; returns whether it is news. */
    boolean watchable(boolean now) {
        boolean news = watchable != now;
        watchable = now;
        return news;
    }

    Object owner() {
        return owner;
    }

    void owner(Object now) {
        owner = now;
    }

    /** Puts an asset in the place of what was; counters never fall. */
    void put(String asset, WatchedAsset watched) {
        forgotten(assets.put(asset, watched));
    }

    /** Returns what is not watched any more, or null. */
    WatchedAsset remove(String asset) {
        WatchedAsset before = assets.remove(asset);
        forgotten(before);
        return before;
    }

    private void forgotten(WatchedAsset before) {
        if (before != null) {
            alarmsBefore.addAndGet(before.alarms());
            incompleteBefore.addAndGet(before.incomplete());
        }
    }

    /** Returns what a person has to know of the worst asset, or nothing. */
    Diagnosis notice() {
        String worst = null;
        int others = 0;
        DriftLevel level = DriftLevel.NONE;
        for (Map.Entry<String, WatchedAsset> entry : assets.entrySet()) {
            DriftLevel of = entry.getValue().level();
            others += of == DriftLevel.NONE ? 0 : 1;
            boolean first = worst == null || entry.getKey().compareTo(worst) < 0;
            if (of.compareTo(level) > 0 || of == level && of != DriftLevel.NONE && first) {
                level = of;
                worst = entry.getKey();
            }
        }
        WatchedAsset asset = worst == null ? null : assets.get(worst);
        if (asset == null || level == DriftLevel.NONE) {
            return Diagnosis.NONE;
        }
        String what = "drift of asset '" + worst + "': " + level + ": " + asset.text()
                + (others > 1 ? "; and " + (others - 1) + " more assets" : "");
        return level == DriftLevel.NOTE
                ? Diagnosis.of(what)
                : new Diagnosis(
                        what,
                        "look what changed at the machine or its sensors; if it is to stay so, train the model with such data");
    }

    List<AssetFitness> fitness() {
        return assets.values().stream()
                .map(WatchedAsset::fitness)
                .sorted(Comparator.comparing(AssetFitness::asset))
                .toList();
    }

    void count(Map<String, Long> into) {
        long alarms = alarmsBefore.get();
        long incomplete = incompleteBefore.get();
        long raised = 0;
        for (WatchedAsset asset : assets.values()) {
            alarms += asset.alarms();
            incomplete += asset.incomplete();
            raised += asset.level() == DriftLevel.NONE ? 0 : 1;
        }
        into.put("drift.assets", (long) assets.size());
        into.put("drift.raised", raised);
        into.put("drift.alarms", alarms);
        into.put("drift.changes", changes.get());
        into.put("drift.decisions", decisions.get());
        into.put("drift.decisions.unsound", unsound.get());
        into.put("drift.decisions.incomplete", incomplete);
        into.put("drift.decisions.unwatched", unwatched.get());
        into.put("drift.untold", untold.get());
    }
}
