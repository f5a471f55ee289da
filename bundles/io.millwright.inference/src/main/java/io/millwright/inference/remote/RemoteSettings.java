package io.millwright.inference.remote;

import io.millwright.form.Diagnosis;
import io.millwright.targets.TargetField;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The form of a remote model, read tolerantly: Kura checks nothing, and old snapshots hold old types.
 *
 * @param storedToken as Kura hands it over: encrypted by the gateway, or as it was entered
 * @param problems what is wrong, with label, value and remedy; nothing is tried while there is one
 */
record RemoteSettings(
        String pid,
        List<URI> urls,
        String description,
        String golden,
        String serverModel,
        String serverVersion,
        String clientAlias,
        String storedToken,
        int connectTimeoutMillis,
        RemoteOptions options,
        int breakerFailures,
        int betweenChecksMillis,
        TensorData tensorData,
        boolean httpAllowed,
        List<Diagnosis> problems) {

    /** The fields that choose a service. */
    static final TargetField FALLBACK = new TargetField("Fallback", "Fall-back model", "model");

    static final TargetField KEYSTORE = new TargetField("KeystoreService", "Keystore", "keystore");

    private static final int MOST_URLS = 10;
    private static final int LONGEST_NAME = 200;

    /** Returns the settings in a component's properties. */
    static RemoteSettings of(Map<String, Object> properties) {
        List<Diagnosis> problems = new ArrayList<>();
        boolean http = Boolean.parseBoolean(text(properties, "http.allowed"));
        String token = text(properties, "token");
        List<URI> urls = urls(text(properties, "url"), http, !token.isEmpty(), problems);
        RemoteOptions options = new RemoteOptions(
                whole(properties, "request.timeoutMs", "Request timeout", 500, 1, 60_000, problems),
                whole(properties, "retries", "Retries", 1, 0, 10, problems),
                whole(properties, "requests.parallel", "Requests at a time", 16, 1, 256, problems));
        return new RemoteSettings(
                text(properties, "kura.service.pid").isEmpty() ? RemoteModel.PID : text(properties, "kura.service.pid"),
                urls,
                text(properties, "model.description"),
                text(properties, "golden.rows"),
                name(properties, "server.model.name", "Model on the server", problems),
                name(properties, "server.model.version", "Version on the server", problems),
                name(properties, "client.certificate.alias", "Client certificate", problems),
                token,
                whole(properties, "connect.timeoutMs", "Connect timeout", 1000, 10, 60_000, problems),
                options,
                whole(properties, "breaker.failures", "Failures that open the breaker", 5, 1, 1000, problems),
                whole(properties, "breaker.openMs", "Time between checks", 5000, 100, 600_000, problems),
                tensorData(text(properties, "tensor.data"), problems),
                http,
                List.copyOf(problems));
    }

    private static List<URI> urls(String text, boolean http, boolean token, List<Diagnosis> problems) {
        List<URI> urls = new ArrayList<>();
        for (String one : text.split("[,\\s]+")) {
            if (!one.isEmpty()) {
                URI url = url(one, http, token, problems);
                if (url != null) {
                    urls.add(url);
                }
            }
        }
        if (text.isEmpty()) {
            problems.add(new Diagnosis("Server URL is empty", "enter https://host:port"));
        } else if (urls.size() > MOST_URLS) {
            problems.add(
                    new Diagnosis("Server URL lists " + urls.size() + " servers", "enter " + MOST_URLS + " at most"));
        }
        return List.copyOf(urls);
    }

    private static URI url(String text, boolean http, boolean token, List<Diagnosis> problems) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            url = null;
        }
        String scheme =
                url == null || url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (url != null && url.getRawUserInfo() != null) {
            problems.add(new Diagnosis(
                    "Server URL holds a user name or password",
                    "remove it; enter a token, or choose a client certificate"));
        } else if (url == null
                || url.getHost() == null
                || url.getRawQuery() != null
                || url.getRawFragment() != null
                || !scheme.equals("https") && !scheme.equals("http")) {
            problems.add(new Diagnosis(
                    "Server URL is '" + RemoteFailure.shortened(text) + "', which is no address of a server",
                    "enter https://host:port, with the path below which /v2 lies if there is one"));
        } else if (scheme.equals("http") && !http) {
            problems.add(new Diagnosis(
                    "Server URL is '" + RemoteFailure.shortened(text)
                            + "', which everybody on the network can read and change",
                    "enter an https address, or switch on Allow unencrypted http"));
        } else if (scheme.equals("http") && token) {
            problems.add(new Diagnosis(
                    "Token would be sent readable to '" + RemoteFailure.shortened(text) + "'",
                    "enter an https address, or remove the token"));
        } else {
            return url;
        }
        return null;
    }

    private static TensorData tensorData(String text, List<Diagnosis> problems) {
        for (TensorData one : TensorData.values()) {
            if (one.name().equalsIgnoreCase(text)) {
                return one;
            }
        }
        if (!text.isEmpty()) {
            problems.add(new Diagnosis(
                    "Tensor data is '" + RemoteFailure.shortened(text) + "', which is unknown",
                    "choose auto, binary or json"));
        }
        return TensorData.AUTO;
    }

    private static String name(Map<String, Object> properties, String id, String label, List<Diagnosis> problems) {
        String text = text(properties, id);
        if (text.length() > LONGEST_NAME || text.matches("(?s).*\\p{Cntrl}.*")) {
            problems.add(new Diagnosis(
                    label + " is '" + RemoteFailure.shortened(text) + "', which is no name",
                    "enter at most " + LONGEST_NAME + " printable characters"));
            return "";
        }
        return text;
    }

    private static String text(Map<String, Object> properties, String id) {
        Object value = properties.get(id);
        if (value instanceof Object[] array) {
            value = array.length == 0 ? null : array[0];
        }
        if (value instanceof char[] characters) {
            return new String(characters);
        }
        return value == null ? "" : value.toString().strip();
    }

    private static int whole(
            Map<String, Object> properties,
            String id,
            String label,
            int absent,
            int least,
            int most,
            List<Diagnosis> problems) {
        String text = text(properties, id);
        if (text.isEmpty()) {
            return absent;
        }
        try {
            double number = Double.parseDouble(text);
            if (number >= least && number <= most && number == Math.rint(number)) {
                return (int) number;
            }
        } catch (NumberFormatException e) {
            // Told below, with value and remedy.
        }
        problems.add(new Diagnosis(
                label + " is '" + RemoteFailure.shortened(text) + "', which is out of range",
                "enter a whole number from " + least + " to " + most));
        return absent;
    }

    /** Whether servers are spoken to by TLS. */
    boolean tls() {
        return urls.stream().anyMatch(url -> url.getScheme().equalsIgnoreCase("https"));
    }

    /** Never shows the token. */
    @Override
    public String toString() {
        return pid + " " + urls;
    }
}
