package io.millwright.pipeline.capture;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Which data of one pipeline are kept, and how long. Immutable.
 *
 * @param enabled nothing is kept without it
 * @param budgetBytes most bytes on the disk, without pictures
 * @param pictureBytes most bytes of pictures on the disk, 0 where none are kept
 * @param retentionDays after how many days data are deleted
 * @param routineEach each so many-th decision without a reason of its own is kept, 0 for none
 * @param removed names of features that are never written, with * for any characters
 * @param certificate of the desk, PEM, "" for none
 */
public record CaptureSettings(
        boolean enabled,
        long budgetBytes,
        long pictureBytes,
        int retentionDays,
        int routineEach,
        List<String> removed,
        String certificate) {
    /** Keeps nothing. */
    public static final CaptureSettings NONE = new CaptureSettings(false, 1 << 20, 0, 1, 0, List.of(), "");

    /** The word among the removed names that is no feature: the part's number. */
    public static final String PART = "part.number";

    private static final int PARTS_OF_BUDGET = 4;

    /** Creates settings. */
    public CaptureSettings {
        removed = List.copyOf(removed);
    }

    /** Whether nothing of a name is written. */
    boolean removes(String name) {
        return removed.stream().anyMatch(pattern -> fits(pattern, name));
    }

    private static boolean fits(String pattern, String name) {
        if (pattern.indexOf('*') < 0) {
            return pattern.equals(name);
        }
        int at = 0;
        String[] pieces = pattern.split("\\*", -1);
        for (int i = 0; i < pieces.length; i++) {
            boolean last = i == pieces.length - 1;
            int found = last ? Math.max(at, name.length() - pieces[i].length()) : name.indexOf(pieces[i], at);
            if (found < 0 || i == 0 && found != 0 || !name.startsWith(pieces[i], found)) {
                return false;
            }
            at = found + pieces[i].length();
        }
        return true;
    }

    /** Returns a removed name that no feature has, perhaps misspelt; null where there is none. One with * may fit nothing. */
    String unknown(List<String> features) {
        return removed.stream()
                .filter(name -> name.indexOf('*') < 0 && !name.equals(PART) && !features.contains(name))
                .findFirst()
                .orElse(null);
    }

    /** Refuses what would take more than a quarter of the budget. */
    void checkSize(String one, long bytes) throws NotKept {
        long most = Math.min(budgetBytes / PARTS_OF_BUDGET, Frame.MOST_BYTES);
        if (bytes > most) {
            // Without its own size: else each one of another size would be told of.
            throw new NotKept(
                    NotKept.Code.CAPTURE_SETTING_WRONG,
                    "one " + one + " takes more than " + most + " bytes, a quarter of its budget, or 16 MB",
                    "raise the budget");
        }
    }

    /** Whether pictures are kept. */
    boolean keepsPictures() {
        return enabled && pictureBytes > 0;
    }

    /** Returns the settings with the budget that pictures have. */
    CaptureSettings ofPictures() {
        return new CaptureSettings(enabled, pictureBytes, 0, retentionDays, routineEach, removed, certificate);
    }

    long retentionMillis() {
        return TimeUnit.DAYS.toMillis(retentionDays);
    }
}
