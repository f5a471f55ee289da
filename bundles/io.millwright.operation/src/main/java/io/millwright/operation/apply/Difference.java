package io.millwright.operation.apply;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.Scalar;

/** What a configuration would change, and what speaks against it. Built once, then only read. */
final class Difference {
    private final List<Change> changes = new ArrayList<>();
    private final JsonArray problems = new JsonArray();
    private Problem first;

    /** One field. */
    record Change(Form form, AD field, Object before, Object after) {
        JsonObject document() {
            return new JsonObject()
                    .add("pid", form.pid())
                    .add("field", field.getId())
                    .add("label", Form.label(field))
                    .add("before", Form.shown(field, before))
                    .add("after", Form.shown(field, after));
        }
    }

    private record Problem(String field, String text, String remedy) {}

    /** Where forms are found. */
    interface Forms {
        Form read(String pid) throws Refusal;
    }

    /**
     * Compares.
     *
     * @param wanted fields by component
     * @param there whether a target matches a service
     */
    static Difference of(JsonObject wanted, Forms forms, Predicate<String> there) {
        Difference difference = new Difference();
        for (JsonObject.Member component : wanted) {
            String pid = component.getName();
            if (!component.getValue().isObject()) {
                difference.problem(pid, "", "what is given for " + pid + " is no object", "give its fields in {}");
                continue;
            }
            try {
                Form form = forms.read(pid);
                for (JsonObject.Member field : component.getValue().asObject()) {
                    difference.compare(form, field.getName(), field.getValue(), there);
                }
            } catch (Refusal refused) {
                difference.problem(pid, "", refused.getMessage(), refused.remedy());
            }
        }
        return difference;
    }

    private void compare(Form form, String id, JsonValue given, Predicate<String> there) {
        AD field = form.field(id).orElse(null);
        if (field == null) {
            problem(form.pid(), id, form.pid() + " has no field '" + id + "'", "leave it out, or correct its name");
            return;
        }
        Object before = form.values().get(id);
        // What a form leaves empty is told as null, and taken back as that.
        if (given.isNull() && before == null) {
            return;
        }
        try {
            Object after = Values.typed(field, given);
            if (Form.same(before, after)) {
                return;
            }
            String target = Values.text(after).strip();
            if (id.endsWith(".target")
                    && field.getType() == Scalar.STRING
                    && !target.isEmpty()
                    && !there.test(target)) {
                problem(
                        form.pid(),
                        id,
                        Form.label(field) + ": nothing is there like '" + target + "'",
                        "create or install it first, or choose another one");
                return;
            }
            changes.add(new Change(form, field, before, after));
        } catch (Values.Unfit e) {
            problem(form.pid(), id, Form.label(field) + ": " + e.getMessage(), e.remedy());
        }
    }

    private void problem(String pid, String field, String text, String remedy) {
        if (first == null) {
            first = new Problem(field.isEmpty() ? pid : pid + "." + field, text, remedy);
        }
        problems.add(new JsonObject()
                .add("pid", pid)
                .add("field", field)
                .add("text", text)
                .add("remedy", remedy));
    }

    List<Change> changes() {
        return List.copyOf(changes);
    }

    /** Refuses with the first problem, if there is one. */
    void refuseProblems() throws Refusal {
        if (first != null) {
            throw Refusal.field(first.field(), first.text(), first.remedy());
        }
    }

    /** Returns the components that change with all their values as they were, and as they will be. */
    Map<String, Map<String, Object>> whole() {
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        for (Change each : changes) {
            all.computeIfAbsent(
                            each.form().pid(),
                            pid -> new LinkedHashMap<>(each.form().values()))
                    .put(each.field().getId(), each.after());
        }
        return all;
    }

    JsonArray documents() {
        JsonArray told = new JsonArray();
        changes.forEach(each -> told.add(each.document()));
        return told;
    }

    JsonArray problems() {
        return problems;
    }

    /** Returns what stands for these changes on top of what is there now: another look tells whether it is still so. */
    String sha256() {
        MessageDigest digest = Sha256.digest();
        for (Change each : changes) {
            String line = String.join(
                    "\u0000",
                    each.form().pid(),
                    each.field().getId(),
                    Values.text(each.before()),
                    Values.text(each.after()));
            digest.update(line.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) '\n');
        }
        return Sha256.of(digest);
    }
}
