package io.millwright.desk.model;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which of two classes is the one that raises the alarm, where their names say it. */
final class Labels {
    private static final Set<String> NORMAL = Set.of(
            "0",
            "normal",
            "ok",
            "okay",
            "good",
            "healthy",
            "negative",
            "no",
            "false",
            "pass",
            "passed",
            "none",
            "nominal",
            "inlier",
            "nf",
            "no fault",
            "no_fault",
            "nofault",
            "tight",
            "fine",
            "io",
            "no_failure",
            "no failure",
            "nofailure",
            "not_failed",
            "benign");

    private static final Set<String> BAD = Set.of(
            "1",
            "alarm",
            "bad",
            "failure",
            "fault",
            "faulty",
            "failed",
            "fail",
            "positive",
            "yes",
            "true",
            "anomaly",
            "defect",
            "defective",
            "nok",
            "broken",
            "outlier",
            "leak",
            "abnormal",
            "nio",
            "reject",
            "worn",
            "malignant");

    private Labels() {}

    /** Returns the place of the alarm among two classes, -1 where the names do not say it. */
    static int alarm(List<String> names) {
        boolean first = alarm(names.get(0), names.get(1));
        boolean second = alarm(names.get(1), names.get(0));
        return first == second ? -1 : first ? 0 : 1;
    }

    /** Returns the place of the one class that is called normal, -1 where none or several are. */
    static int normal(List<String> names) {
        int place = -1;
        for (int i = 0; i < names.size(); i++) {
            if (NORMAL.contains(names.get(i).toLowerCase(Locale.ROOT))) {
                if (place >= 0) {
                    return -1;
                }
                place = i;
            }
        }
        return place;
    }

    /** Whether this name is that of the alarm, beside the other. */
    private static boolean alarm(String name, String other) {
        String one = name.toLowerCase(Locale.ROOT);
        String two = other.toLowerCase(Locale.ROOT);
        if (one.equals("1") && (two.equals("0") || two.equals("-1"))) {
            return true;
        }
        return !NORMAL.contains(one) && (NORMAL.contains(two) || BAD.contains(one) && !BAD.contains(two));
    }

    /** Whether a word of the data means the alarm; null where that is not known. */
    static Boolean alarm(String word) {
        String lower = word.toLowerCase(Locale.ROOT).replaceAll("\\.0+$", "");
        return BAD.contains(lower) ? Boolean.TRUE : NORMAL.contains(lower) ? Boolean.FALSE : null;
    }
}
