package io.millwright.simulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;

/**
 * A fault as it is written: {@code NAME[:ARG[:ARG...]][@AFTER_S]}, for example {@code bad:Mill1.torque:5@30}. Arguments
 * that are left out, or empty, have the defaults of {@link #list()}; everything is checked when it is parsed.
 */
record Fault(Name name, List<String> arguments, long afterMillis) {
    private static final long MAX_SECONDS = 86_400;

    enum Name {
        RESTART("The server stops and comes back on the same port; connections are refused meanwhile.", "DOWN_S=3"),
        SLOW_START("The port accepts connections but nothing answers until the server is up.", "SILENT_S=10"),
        NAMESPACE("A restart after which the tags' namespace index is one higher.", "DOWN_S=1"),
        FREEZE("Connections stay open, but the server neither reads nor sends.", "S=10"),
        CABLE("Connections end and new ones end at once, but sessions and subscriptions live on.", "S=2"),
        BAD("The tags have a Bad status and no value.", "TAG=*.torque", "S=10", "STATUS=Bad_SensorFailure"),
        UNCERTAIN(
                "The tags keep their values with an Uncertain status.",
                "TAG=*.torque",
                "S=10",
                "STATUS=" + "Uncertain_SensorNotAccurate"),
        STUCK("The tags keep the value of the moment, with status Good.", "TAG=*.torque", "S=10"),
        GAP("The tags are not updated; keep-alives go on.", "TAG=*", "S=10"),
        NO_TIMESTAMP("The tags have no source timestamp.", "TAG=*", "S=0"),
        SKEW("The source timestamps are off by so many milliseconds.", "TAG=*", "S=0", "MS=-120000"),
        FAILURE(
                "The machine's next parts fail in this mode (TWF, HDF, PWF, OSF, RNF).",
                "MODE=OSF",
                "PARTS=5",
                "MACHINE=1"),
        CLEAR("Ends every fault of tags and a freeze, and plugs the cable in.");

        private final String effect;
        private final List<String> parameters;

        Name(String effect, String... parameters) {
            this.effect = effect;
            this.parameters = List.of(parameters);
        }

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Reads a fault; an error names what is wrong and what may be written. */
    static Fault parse(String text) {
        int at = text.lastIndexOf('@');
        String[] words = (at < 0 ? text : text.substring(0, at)).trim().split(":", -1);
        Name name = Arrays.stream(Name.values())
                .filter(n -> n.text().equals(words[0]))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Fault \"" + words[0] + "\" is unknown: write one of "
                        + String.join(
                                ", ",
                                Arrays.stream(Name.values()).map(Name::text).toList()) + "."));
        if (words.length - 1 > name.parameters.size()) {
            throw new IllegalArgumentException("Fault \"" + text + "\" has too many arguments: " + usage(name));
        }
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < name.parameters.size(); i++) {
            String parameter = name.parameters.get(i);
            String given = i + 1 < words.length ? words[i + 1].trim() : "";
            arguments.add(given.isEmpty() ? parameter.substring(parameter.indexOf('=') + 1) : given);
        }
        Fault fault =
                new Fault(name, List.copyOf(arguments), at < 0 ? 0 : millis(text, "AFTER_S", text.substring(at + 1)));
        fault.check();
        return fault;
    }

    /** One line per fault: what it is written as, its defaults, what it does. */
    static List<String> list() {
        return Arrays.stream(Name.values())
                .map(name -> String.format(Locale.ROOT, "%-63s %s", usage(name), name.effect))
                .toList();
    }

    private static String usage(Name name) {
        return name.text() + (name.parameters.isEmpty() ? "" : ":" + String.join(":", name.parameters));
    }

    private void check() {
        for (String parameter : name.parameters) {
            switch (parameter.substring(0, parameter.indexOf('='))) {
                case "DOWN_S", "SILENT_S", "S" -> durationMillis();
                case "STATUS" -> status();
                case "MS" -> skewMicros();
                case "MODE" -> mode();
                case "PARTS" -> parts();
                case "MACHINE" -> machine();
                default -> tags();
            }
        }
    }

    private String argument(String parameter) {
        for (int i = 0; i < arguments.size(); i++) {
            if (name.parameters.get(i).startsWith(parameter + "=")) {
                return arguments.get(i);
            }
        }
        throw new IllegalStateException(name.text() + " has no " + parameter);
    }

    /** How long the fault lasts, ms; for a tag 0 means until it is cleared. */
    long durationMillis() {
        String parameter =
                switch (name) {
                    case RESTART, NAMESPACE -> "DOWN_S";
                    case SLOW_START -> "SILENT_S";
                    default -> "S";
                };
        return millis(toString(), parameter, argument(parameter));
    }

    /** The tags that are meant: a name in which {@code *} stands for any text. */
    Pattern tags() {
        String quoted = Arrays.stream(argument("TAG").split("\\*", -1))
                .map(Pattern::quote)
                .reduce((a, b) -> a + ".*" + b)
                .orElse("");
        return Pattern.compile(quoted);
    }

    StatusCode status() {
        return name == Name.BAD || name == Name.UNCERTAIN ? Statuses.parse(argument("STATUS")) : Statuses.GOOD;
    }

    long skewMicros() {
        return name == Name.SKEW ? number("MS", -1_000_000_000, 1_000_000_000) * 1000L : 0;
    }

    FailureMode mode() {
        try {
            return FailureMode.valueOf(argument("MODE").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Fault \"" + this + "\": MODE must be one of " + Arrays.toString(FailureMode.values()) + ".", e);
        }
    }

    int parts() {
        return number("PARTS", 1, 1_000_000);
    }

    int machine() {
        return number("MACHINE", 1, 1_000);
    }

    private int number(String parameter, int low, int high) {
        try {
            int value = Integer.parseInt(argument(parameter));
            if (value >= low && value <= high) {
                return value;
            }
        } catch (NumberFormatException e) {
            // The same remedy as for a number out of range.
        }
        throw new IllegalArgumentException(
                "Fault \"" + this + "\": " + parameter + " must be a whole number from " + low + " to " + high + ".");
    }

    private static long millis(String fault, String parameter, String text) {
        try {
            double seconds = Double.parseDouble(text);
            if (seconds >= 0 && seconds <= MAX_SECONDS) {
                return Math.round(seconds * 1000);
            }
        } catch (NumberFormatException e) {
            // The same remedy as for a number out of range.
        }
        throw new IllegalArgumentException(
                "Fault \"" + fault + "\": " + parameter + " must be seconds from 0 to " + MAX_SECONDS + ".");
    }

    @Override
    public String toString() {
        return arguments.isEmpty() ? name.text() : name.text() + ":" + String.join(":", arguments);
    }
}
