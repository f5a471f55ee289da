package io.millwright.targets;

import io.millwright.form.Diagnosis;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Hashtable;
import java.util.Map;
import java.util.regex.Pattern;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;

/**
 * What was typed into a field that chooses a service, understood. Immutable; equal input gives equal objects.
 *
 * @param field where it was typed
 * @param typed what was typed, in short
 * @param filter a filter that can be parsed, whatever was typed; matches nothing unless something is chosen
 * @param chosen whether something is chosen
 * @param one whether the filter names one {@code kura.service.pid}, so that it cannot match services of several names
 * @param problem what is wrong with what was typed, and what to do; empty where nothing is
 */
public record Target(TargetField field, String typed, String filter, boolean chosen, boolean one, Diagnosis problem) {
    /** Every service has an object class. */
    static final String NOTHING = "(!(objectClass=*))";

    private static final String PID = "kura.service.pid";
    private static final String UNCHOSEN = "changeme";

    /** Longer filters are nobody's; nested ones would end in a stack overflow of the parser. */
    private static final int LONGEST = 1000;

    private static final int LONGEST_SHOWN = 80;
    /** How a snapshot of Kura holds several values of a field for one. */
    private static final Pattern SEVERAL = Pattern.compile("\\[[^\\[\\]]*, [^\\[\\]]*]");

    private static final Pattern ONE_PID = Pattern.compile("\\(kura\\.service\\.pid=[^*()\\\\]+\\)");

    /** Understands a value of any type; never throws. */
    public static Target of(TargetField field, Object value) {
        if (value instanceof char[] characters) {
            return text(field, new String(characters));
        }
        if (value instanceof Collection<?> collection) {
            return of(field, collection.toArray());
        }
        if (value == null || !value.getClass().isArray()) {
            return text(field, value == null ? "" : value.toString());
        }
        int length = Array.getLength(value);
        return length <= 1 ? of(field, length == 0 ? null : Array.get(value, 0)) : several(field, length);
    }

    private static Target several(TargetField field, int length) {
        return wrong(field, "a list of " + length + " values", " is a list of " + length + " values");
    }

    private static Target text(TargetField field, String raw) {
        String text = raw.strip();
        String shown = shortened(text);
        if (text.length() > LONGEST) {
            return wrong(
                    field, shown, " is '" + shown + "' and has " + text.length() + " characters, more than " + LONGEST);
        }
        if (text.isEmpty() || text.equals(UNCHOSEN)) {
            return new Target(field, shown, NOTHING, false, true, Diagnosis.NONE);
        }
        if (SEVERAL.matcher(text).matches()) {
            return several(field, text.split(", ", -1).length);
        }
        if (text.startsWith("(")) {
            String filter = parsed(text);
            if (filter == null) {
                return wrong(field, shown, " is '" + shown + "', which is no filter");
            }
            return filter.equals(named(UNCHOSEN))
                    ? new Target(field, shown, NOTHING, false, true, Diagnosis.NONE)
                    : new Target(
                            field, shown, filter, true, ONE_PID.matcher(filter).matches(), Diagnosis.NONE);
        }
        if (text.indexOf('=') >= 0) {
            String filter = parsed("(" + text + ")");
            return wrong(
                    field,
                    shown,
                    " is '" + shown + "', which is neither a name nor a filter"
                            + (filter == null ? "" : "; perhaps " + shortened(filter) + " is meant"));
        }
        return new Target(field, shown, named(text), true, true, Diagnosis.NONE);
    }

    private static Target wrong(TargetField field, String shown, String what) {
        return new Target(field, shown, NOTHING, false, true, new Diagnosis(field.label() + what, remedy(field)));
    }

    private static String remedy(TargetField field) {
        return "choose the " + field.noun() + " in the list, or enter its name or (" + PID + "=name)";
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "\u2026";
    }

    private static String named(String pid) {
        StringBuilder filter = new StringBuilder("(" + PID + "=");
        for (char c : pid.toCharArray()) {
            if (c == '\\' || c == '*' || c == '(' || c == ')') {
                filter.append('\\');
            }
            filter.append(c);
        }
        return filter.append(')').toString();
    }

    /** Returns the filter as the framework writes it, or null. It must also do within another one, where SCR puts it. */
    private static String parsed(String text) {
        try {
            String filter = FrameworkUtil.createFilter(text).toString();
            FrameworkUtil.createFilter("(&(objectClass=*)" + filter + ")");
            return filter;
        } catch (InvalidSyntaxException | RuntimeException e) {
            return null;
        }
    }

    /** Returns whether a service of these properties is what is chosen. */
    public boolean matches(Map<String, Object> properties) {
        try {
            Filter compiled = FrameworkUtil.createFilter(filter);
            return chosen && compiled.match(new Hashtable<>(properties));
        } catch (InvalidSyntaxException e) {
            return false;
        }
    }

    /** Returns what was meant where it was understood, else what was typed; for messages. */
    public String meant() {
        return chosen ? filter : typed;
    }

    /** Says that nothing is there, or that nothing is chosen yet. */
    public Diagnosis missing() {
        if (!problem.isEmpty()) {
            return problem;
        }
        if (!chosen) {
            return new Diagnosis(
                    field.label() + (typed.isEmpty() ? " is empty" : " is '" + typed + "', nothing is chosen yet"),
                    remedy(field));
        }
        String understood = typed.startsWith("(") ? "" : ", understood as " + shortened(filter) + ",";
        return new Diagnosis(
                field.label() + " is '" + typed + "'" + understood + " and matches no " + field.noun(),
                "choose one in the list, or create or install it");
    }

    /** Says that services of several names match. */
    public Diagnosis several(Collection<String> names) {
        return new Diagnosis(
                field.label() + " is '" + typed + "' and matches more than one " + field.noun() + " (" + first(names)
                        + "), so none is used",
                "choose one in the list");
    }

    /** Says that the component runtime has bound something else. */
    Diagnosis other(String bound) {
        return new Diagnosis(
                field.label() + " is '" + typed + "', but the gateway still offers '" + shortened(bound)
                        + "', of which nothing is used",
                "save the form once more, and if that does not help restart the gateway");
    }

    private static String first(Collection<String> names) {
        String some = String.join(", ", names.stream().limit(5).toList());
        return names.size() <= 5 ? some : some + " and " + (names.size() - 5) + " more";
    }
}
