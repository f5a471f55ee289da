package io.millwright.operation.act;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.WriterConfig;
import io.millwright.operation.resource.Action;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Catalogue;
import io.millwright.operation.resource.Fields;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.view.Configurations;
import io.millwright.operation.view.Secrets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.eclipse.kura.system.SystemService;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * What somebody needs who is to find out from afar what is the matter: every document, configuration without secrets, versions, the
 * last log lines of ours. One zip, small enough for a message.
 */
final class Diagnostics {
    /** As base64 in an answer of 1 MiB. */
    static final int LARGEST_ZIP_BYTES = 700 * 1024;

    private static final int LARGEST_DOCUMENT_CHARACTERS = 512 * 1024;
    private static final int LOG_CHARACTERS = 1 << 20;

    private final BundleContext context;
    private final Catalogue catalogue;
    private final Configurations configurations;
    private final Secrets secrets;
    private final SystemService system;

    Diagnostics(
            BundleContext context,
            Catalogue catalogue,
            Configurations configurations,
            Secrets secrets,
            SystemService system) {
        this.context = context;
        this.catalogue = catalogue;
        this.configurations = configurations;
        this.secrets = secrets;
        this.system = system;
    }

    Action act() {
        return new Act("diagnostics", Permission.OPERATE, this::collect);
    }

    private JsonObject collect(Fields fields, Caller caller) throws Refusal {
        fields.refuseUnread();
        Map<String, String> parts = new TreeMap<>();
        documents(caller, parts);
        parts.put("configuration.json", configuration().toString(WriterConfig.PRETTY_PRINT));
        parts.put("versions.json", versions().toString(WriterConfig.PRETTY_PRINT));
        List<Path> logs = LogTail.places(Path.of(system.getKuraDataDirectory()));
        for (int characters = LOG_CHARACTERS; ; characters /= 2) {
            parts.put("log.txt", LogTail.ours(logs, characters));
            byte[] zip = zip(parts);
            if (zip.length <= LARGEST_ZIP_BYTES || characters < 1_024) {
                return answer(zip);
            }
        }
    }

    private static JsonObject answer(byte[] zip) throws Refusal {
        if (zip.length > LARGEST_ZIP_BYTES) {
            throw Refusal.of(
                    Refusal.Kind.CONFLICT,
                    "the zip has " + zip.length + " bytes without a log, and " + LARGEST_ZIP_BYTES + " are the most",
                    "ask for the documents one by one");
        }
        return new JsonObject()
                .add("name", "millwright-diagnostics.zip")
                .add("bytes", zip.length)
                .add("zipBase64", Base64.getEncoder().encodeToString(zip));
    }

    private void documents(Caller caller, Map<String, String> parts) throws Refusal {
        JsonArray names =
                catalogue.get(List.of(), Map.of(), caller).get("resources").asArray();
        for (JsonValue each : names) {
            String name = each.asObject().getString("name", "");
            if (catalogue.waits(name)) {
                continue;
            }
            JsonObject document;
            try {
                document = catalogue.get(List.of(name), Map.of(), caller);
            } catch (Refusal refused) {
                // Such as one that wants to know of which connection.
                document = new JsonObject().add("refused", refused.getMessage());
            } catch (RuntimeException fault) {
                // One document that fails is a find; the others are wanted all the more.
                document = new JsonObject().add("failed", fault.toString());
            }
            put(parts, "documents/" + name, document.toString(WriterConfig.PRETTY_PRINT));
        }
    }

    /** What had to be cut off is no JSON any more, and its name says so. */
    private static void put(Map<String, String> parts, String name, String json) {
        if (json.length() <= LARGEST_DOCUMENT_CHARACTERS) {
            parts.put(name + ".json", json);
        } else {
            parts.put(name + ".cut.txt", json.substring(0, LARGEST_DOCUMENT_CHARACTERS));
        }
    }

    private JsonObject configuration() {
        JsonObject all = new JsonObject();
        for (Map<String, Object> each : configurations.ours()) {
            String form = Configurations.form(each);
            JsonObject fields = new JsonObject().add("form", form);
            new TreeMap<>(each).forEach((field, value) -> {
                boolean secret = secrets.includes(form, field);
                fields.add(field, secret ? "(secret)" : text(value));
            });
            all.add(Configurations.pid(each), fields);
        }
        return all;
    }

    private static String text(Object value) {
        return value instanceof Object[] several ? Arrays.toString(several) : value.toString();
    }

    private JsonObject versions() {
        JsonObject bundles = new JsonObject();
        for (Bundle bundle : context.getBundles()) {
            String name = bundle.getSymbolicName();
            if (name != null && (name.contains("millwright") || name.startsWith("org.eclipse.kura"))) {
                bundles.set(name, bundle.getVersion() + (bundle.getState() == Bundle.ACTIVE ? "" : ", not active"));
            }
        }
        JsonObject versions = new JsonObject()
                .add("kura", String.valueOf(system.getKuraVersion()))
                .add("processors", Runtime.getRuntime().availableProcessors())
                .add("largestHeapBytes", Runtime.getRuntime().maxMemory());
        for (String name : List.of("java.runtime.version", "java.vm.name", "os.name", "os.version", "os.arch")) {
            versions.add(name, System.getProperty(name, ""));
        }
        return versions.add("bundles", bundles);
    }

    private static byte[] zip(Map<String, String> parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new IllegalStateException("Memory does not fail to be written", e);
        }
        return bytes.toByteArray();
    }
}
