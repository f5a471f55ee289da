package io.millwright.opcua.look;

import io.millwright.form.Diagnosis;
import io.millwright.opcua.milo.ShownText;
import io.millwright.opcua.settings.Settings;
import io.millwright.tag.BrowseException;
import io.millwright.tag.BrowseException.Reason;
import io.millwright.tag.ServerDiscovery;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Checks what callers hand over: whatever comes from a page or from afar. */
final class Arguments {
    private static final long LEAST_TIMEOUT_MILLIS = 100;
    private static final int LONGEST = 2_000;
    private static final int LONGEST_WHO = 100;

    /** Of the whole time, for each of the two answers of a discovery. */
    private static final long PART_PERCENT = 40;

    private Arguments() {}

    static BrowseException bad(String what, String remedy) {
        return new BrowseException(Reason.BAD_REQUEST, what, remedy);
    }

    /** Returns the timeout that counts. */
    static long timeout(long millis) throws BrowseException {
        if (millis < LEAST_TIMEOUT_MILLIS) {
            throw bad("timeoutMillis " + millis + " is too short.", "Give at least " + LEAST_TIMEOUT_MILLIS + " ms.");
        }
        return Math.min(millis, ServerDiscovery.MOST_TIMEOUT_MILLIS);
    }

    static void within(String name, int value, int most) throws BrowseException {
        if (value < 1 || value > most) {
            throw bad(name + " " + value + " is out of range.", "Give 1 to " + most + ".");
        }
    }

    /** Returns a text that is there and short enough. */
    static String text(String name, String value) throws BrowseException {
        if (value == null || value.length() > LONGEST) {
            throw bad(
                    name + (value == null ? " is missing." : " has " + value.length() + " letters."),
                    "Give at most " + LONGEST + " letters.");
        }
        return value;
    }

    /** Returns a SHA-256 thumbprint in 64 lower-case hexadecimal digits; blanks and colons are ignored, as in the form. */
    static String thumbprint(String value) throws BrowseException {
        String plain = text("sha256", value).replaceAll("[\\s:.-]", "").toLowerCase(Locale.ROOT);
        if (!plain.matches("[0-9a-f]{64}")) {
            throw bad(
                    "sha256 '" + ShownText.of(value) + "' is no SHA-256 thumbprint.",
                    "Give all 64 hexadecimal digits, not only those that people compare.");
        }
        return plain;
    }

    /** Returns what may stand in a line of the log. */
    static String who(String value) throws BrowseException {
        String plain = text("who", value).replaceAll("[\\p{C}]", "").strip();
        if (plain.isEmpty() || plain.length() > LONGEST_WHO) {
            throw bad(
                    "who '" + ShownText.of(plain) + "' is no name.",
                    "Name who wants it, in 1 to " + LONGEST_WHO + " letters.");
        }
        return plain;
    }

    /** Returns settings that ask for the endpoints at an address, within a time. */
    static Settings discovery(String pid, String url, long timeoutMillis) throws BrowseException {
        Map<String, Object> form = new HashMap<>();
        form.put("kura.service.pid", pid);
        form.put("endpoint.url", text("url", url));
        form.put("security.policy", "None");
        form.put("security.mode", "None");
        form.put("request.timeoutMs", (int) Math.max(LEAST_TIMEOUT_MILLIS, timeoutMillis * PART_PERCENT / 100));
        Settings settings = Settings.of(form);
        if (!settings.problems().isEmpty()) {
            Diagnosis problem = settings.problem();
            throw bad(problem.what() + ".", problem.remedy());
        }
        return settings;
    }
}
