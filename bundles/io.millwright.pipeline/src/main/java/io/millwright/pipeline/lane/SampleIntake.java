package io.millwright.pipeline.lane;

import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import io.millwright.tag.TagListener;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes what the source delivers, on the source's thread, and hands it to the assets whose tags they are. Wakes the lane once
 * per notification. Allocates nothing per sample.
 */
public final class SampleIntake implements TagListener {
    private final AssetIntake[] assets;
    private final Lane lane;
    private final LanePool pool;
    private final List<String> tagNames;
    private final AssetIntake[][] takers;
    private final int[][] takerTags;
    /** The only taker of a tag, as nearly always; null where several assets share it. */
    private final AssetIntake[] onlyTaker;

    private final int[] onlyTag;

    /**
     * Creates a listener.
     *
     * @param assets one intake per asset
     * @param lane that they fill
     * @param pool that serves the lane
     */
    public SampleIntake(List<AssetIntake> assets, Lane lane, LanePool pool) {
        this.assets = assets.toArray(AssetIntake[]::new);
        this.lane = lane;
        this.pool = pool;
        Map<String, List<int[]>> routes = new LinkedHashMap<>();
        for (int asset = 0; asset < assets.size(); asset++) {
            List<String> names = assets.get(asset).plan().tagNames();
            for (int tag = 0; tag < names.size(); tag++) {
                routes.computeIfAbsent(names.get(tag), name -> new ArrayList<>())
                        .add(new int[] {asset, tag});
            }
        }
        tagNames = List.copyOf(routes.keySet());
        takers = new AssetIntake[tagNames.size()][];
        takerTags = new int[tagNames.size()][];
        onlyTaker = new AssetIntake[tagNames.size()];
        onlyTag = new int[tagNames.size()];
        int i = 0;
        for (List<int[]> route : routes.values()) {
            takers[i] = route.stream().map(to -> assets.get(to[0])).toArray(AssetIntake[]::new);
            onlyTaker[i] = takers[i].length == 1 ? takers[i][0] : null;
            onlyTag[i] = route.get(0)[1];
            takerTags[i++] = route.stream().mapToInt(to -> to[1]).toArray();
        }
    }

    /** Returns what to subscribe. */
    public Interest interest() {
        return Interest.in(tagNames);
    }

    @Override
    public void sample(int tag, double value, int status, long timeMicros) {
        AssetIntake only = onlyTaker[tag];
        if (only != null) {
            only.sample(onlyTag[tag], value, status, timeMicros);
            return;
        }
        AssetIntake[] to = takers[tag];
        for (int i = 0; i < to.length; i++) {
            to[i].sample(takerTags[tag][i], value, status, timeMicros);
        }
    }

    @Override
    public void object(int tag, Object value, int status, long timeMicros) {
        AssetIntake[] to = takers[tag];
        for (int i = 0; i < to.length; i++) {
            to[i].object(takerTags[tag][i], value, status, timeMicros);
        }
    }

    @Override
    public void progress(long timeMicros) {
        lane.queue().progress(timeMicros);
        pool.wake(lane);
    }

    @Override
    public void described(int tag, Tag now) {
        for (int i = 0; i < takers[tag].length; i++) {
            takers[tag][i].described(takerTags[tag][i], now);
        }
        pool.wake(lane);
    }

    /** Compares what is planned with the tags that the source has. Any thread, but never the source's. */
    public void tableIs(List<Tag> table, String source) {
        Map<String, Tag> byName = new LinkedHashMap<>();
        table.forEach(tag -> byName.put(tag.name(), tag));
        for (AssetIntake asset : assets) {
            asset.tableIs(table, byName, source);
        }
    }

    /** Compares the kinds and units of the source's tags with what the features expect. Before any sample. */
    public void describe(List<Tag> table) {
        Map<String, Tag> byName = new LinkedHashMap<>();
        table.forEach(tag -> byName.put(tag.name(), tag));
        for (int tag = 0; tag < tagNames.size(); tag++) {
            Tag now = byName.get(tagNames.get(tag));
            if (now != null) {
                for (int i = 0; i < takers[tag].length; i++) {
                    takers[tag][i].describe(takerTags[tag][i], now);
                }
            }
        }
    }

    /** Whether an asset's tags should be compared anew. */
    public boolean wantsTable() {
        for (AssetIntake asset : assets) {
            if (asset.wantsTable()) {
                return true;
            }
        }
        return false;
    }

    /** Returns an asset's intake. */
    public AssetIntake asset(int asset) {
        return assets[asset];
    }
}
