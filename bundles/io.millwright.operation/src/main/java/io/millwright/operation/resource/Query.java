package io.millwright.operation.resource;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is asked of a resource: the path behind its name and named parameters. What nobody reads is refused, so that a misspelt
 * parameter never passes for none. Not thread-safe.
 */
public final class Query {
    private static final int LONGEST = 512;

    private final List<String> path;
    private final Map<String, String> parameters;
    private final Set<String> read = new HashSet<>();
    private boolean pathRead;

    /** Creates a query; {@code path} is without the resource's name. */
    public Query(List<String> path, Map<String, String> parameters) {
        this.path = List.copyOf(path);
        this.parameters = Map.copyOf(parameters);
    }

    /**
     * Returns the path's only part.
     *
     * @param name what it is, for the message
     * @return "" where there is none
     */
    public String part(String name) throws Refusal {
        pathRead = true;
        if (path.size() > 1) {
            throw Refusal.field(
                    name, "'" + String.join("/", path) + "' has " + path.size() + " parts", "give one " + name);
        }
        return path.isEmpty() ? "" : bounded(name, path.get(0), LONGEST);
    }

    /**
     * Returns all parts of the path.
     *
     * @param names what they are, for the message; as many parts must be there
     */
    public List<String> parts(String... names) throws Refusal {
        pathRead = true;
        if (path.size() != names.length) {
            throw Refusal.field(
                    names[Math.min(path.size(), names.length - 1)],
                    "'" + String.join("/", path) + "' has " + path.size() + " parts",
                    "give " + String.join("/", names));
        }
        for (int i = 0; i < names.length; i++) {
            bounded(names[i], path.get(i), LONGEST);
        }
        return path;
    }

    /** Returns a text, "" where it is not given. */
    public String text(String name) throws Refusal {
        read.add(name);
        return bounded(name, parameters.getOrDefault(name, ""), LONGEST);
    }

    /** Returns a whole number within limits, or what stands for none given. */
    public long whole(String name, long least, long most, long standard) throws Refusal {
        String given = text(name);
        return given.isEmpty() ? standard : Numbers.whole(name, given, least, most);
    }

    /** Returns one of several words, the first of them where none is given. */
    public String oneOf(String name, String... words) throws Refusal {
        String given = text(name);
        return given.isEmpty() ? words[0] : Numbers.oneOf(name, given, words);
    }

    /** Refuses what nobody has read. The catalogue does so behind every document; what takes long does so before it begins. */
    public void refuseUnread(String resource) throws Refusal {
        if (!pathRead && !path.isEmpty()) {
            throw Refusal.of(
                    Refusal.Kind.NOT_FOUND,
                    "'" + resource + "' has nothing below it, but '" + String.join("/", path) + "' was asked for",
                    "ask for " + resource);
        }
        for (String name : new TreeSet<>(parameters.keySet())) {
            if (!read.contains(name)) {
                throw Refusal.field(
                        name, "'" + resource + "' knows no parameter " + name, "leave it out, or correct its name");
            }
        }
    }

    private static String bounded(String name, String text, int longest) throws Refusal {
        if (text.length() > longest) {
            throw Refusal.field(name, name + " has " + text.length() + " characters", "give at most " + longest);
        }
        return text;
    }
}
