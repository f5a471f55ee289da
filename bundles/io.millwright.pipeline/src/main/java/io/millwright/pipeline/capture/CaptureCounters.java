package io.millwright.pipeline.capture;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What became of the decisions of one pipeline. Thread-safe. */
final class CaptureCounters {
    /** Rows that were written. */
    final AtomicLong kept = new AtomicLong();

    /** Opinions that were written. */
    final AtomicLong opinions = new AtomicLong();

    /** Opinions whose decision was not in memory any more, and was not kept before either as far as is known. */
    final AtomicLong opinionsLate = new AtomicLong();

    /** Rows that should have been kept and were not: no key, a wrong setting, no room on the disk. */
    final AtomicLong dropped = new AtomicLong();

    /** Unsure or routine rows beyond what the budget has for them. */
    final AtomicLong paced = new AtomicLong();

    /** Decisions of which nobody can say whether the model was sure: it had been replaced. */
    final AtomicLong modelGone = new AtomicLong();

    /** Rows and opinions on the disk. */
    final StoreCounters rows = new StoreCounters();

    /** Pictures that were written. */
    final AtomicLong pictures = new AtomicLong();

    /** Pictures that should have been kept and were not, as rows. */
    final AtomicLong picturesDropped = new AtomicLong();

    /** Pictures of unsure or routine decisions beyond what the budget has for them. */
    final AtomicLong picturesPaced = new AtomicLong();

    /** Pictures that were not in memory any more when their decision was to be kept. */
    final AtomicLong picturesMissing = new AtomicLong();

    /** Pictures on the disk. */
    final StoreCounters pictureStore = new StoreCounters();

    Map<String, Long> asMap() {
        Map<String, Long> map = new LinkedHashMap<>();
        map.put("capture.kept", kept.get());
        map.put("capture.opinions", opinions.get());
        map.put("capture.opinions.late", opinionsLate.get());
        map.put("capture.dropped", dropped.get());
        map.put("capture.paced", paced.get());
        map.put("capture.modelGone", modelGone.get());
        rows.count("capture.", map);
        map.put("capture.pictures.kept", pictures.get());
        map.put("capture.pictures.dropped", picturesDropped.get());
        map.put("capture.pictures.paced", picturesPaced.get());
        map.put("capture.pictures.missing", picturesMissing.get());
        pictureStore.count("capture.pictures.", map);
        return map;
    }
}
