package io.millwright.operation.view;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** What is secret: fields of our forms that are passwords, as the forms themselves say, and what is called so. Thread-safe. */
@Component(service = Secrets.class)
public final class Secrets {
    private static final Pattern ATTRIBUTE = Pattern.compile("<AD\\b[^>]*>");
    private static final Pattern ID = Pattern.compile("\\bid=\"([^\"]*)\"");
    private static final String PASSWORD = "type=\"Password\"";
    private static final List<String> NAMES =
            List.of("password", "passphrase", "secret", "token", "credential", "privatekey", "private_key");
    private static final int LARGEST_BYTES = 1 << 20;

    private final BundleContext context;
    private final Map<String, Set<String>> known = new ConcurrentHashMap<>();

    /** Called by the component runtime. */
    @Activate
    public Secrets(BundleContext context) {
        this.context = context;
    }

    /** Whether a field of that name is a secret's, as far as a name can tell. */
    public static boolean named(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        return NAMES.stream().anyMatch(small::contains);
    }

    /** Whether a field is a secret's, by its form or by its name. */
    public boolean includes(String form, String field) {
        Set<String> secret = known.get(form);
        if (secret == null) {
            secret = read(form);
            if (secret == null) {
                // The form is not there now; perhaps it is the next time.
                secret = Set.of();
            } else {
                known.put(form, secret);
            }
        }
        return secret.contains(field) || named(field);
    }

    private Set<String> read(String form) {
        for (Bundle bundle : context.getBundles()) {
            URL entry = bundle.getState() == Bundle.UNINSTALLED
                    ? null
                    : bundle.getEntry("OSGI-INF/metatype/" + form + ".xml");
            if (entry != null) {
                try (InputStream in = entry.openStream()) {
                    return passwords(new String(in.readNBytes(LARGEST_BYTES), StandardCharsets.UTF_8));
                } catch (IOException e) {
                    return null;
                }
            }
        }
        return null;
    }

    /** Returns the ids of a metatype description's attributes of type Password. */
    public static Set<String> passwords(String metatype) {
        Set<String> found = new HashSet<>();
        Matcher attribute = ATTRIBUTE.matcher(metatype);
        while (attribute.find()) {
            Matcher id = ID.matcher(attribute.group());
            if (attribute.group().contains(PASSWORD) && id.find()) {
                found.add(id.group(1));
            }
        }
        return found;
    }
}
