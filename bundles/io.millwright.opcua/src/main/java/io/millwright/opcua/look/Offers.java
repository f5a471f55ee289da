package io.millwright.opcua.look;

import io.millwright.opcua.milo.ShownText;
import io.millwright.opcua.security.Approvals;
import io.millwright.opcua.security.CertificateLook;
import io.millwright.opcua.security.CertificateStores;
import io.millwright.opcua.security.ServerNames;
import io.millwright.opcua.session.Discovery;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.settings.TrustSettings;
import io.millwright.opcua.state.ConnectionTrouble;
import io.millwright.tag.ServerOffer;
import io.millwright.tag.ServerOffer.Endpoint;
import io.millwright.tag.ServerOffer.Login;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.eclipse.milo.opcua.stack.core.Stack;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.structured.ApplicationDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.UserTokenPolicy;
import org.eclipse.milo.opcua.stack.core.util.EndpointUtil;

/** What a server announced, put in order for people: the strongest first, by our ranking, since its own may be anybody's. */
final class Offers {
    private static final int MOST_ENDPOINTS = 100;
    private static final int MOST_LOGINS = 20;

    /** Servers have one, or one per kind of key. */
    private static final int MOST_CERTIFICATES = 8;

    /** Those that a connection can use, the strongest first. */
    private static final List<String> POLICIES = List.of(
            "Aes256_Sha256_RsaPss", "Basic256Sha256", "Aes128_Sha256_RsaOaep", "Basic256", "Basic128Rsa15", "None");

    private static final List<String> MODES = List.of("SignAndEncrypt", "Sign", "None");

    private final String url;
    private final List<EndpointDescription> announced;
    private final Map<String, List<X509Certificate>> chains = new LinkedHashMap<>();
    private final Map<String, ServerNames> names = new LinkedHashMap<>();
    private final List<String> unreadable = new ArrayList<>();

    /**
     * Takes an answer.
     *
     * @param url that was asked
     */
    Offers(String url, List<EndpointDescription> answer) {
        this.url = url;
        this.announced = answer.stream()
                .filter(Objects::nonNull)
                .filter(one -> Stack.TCP_UASC_UABINARY_TRANSPORT_URI.equals(one.getTransportProfileUri()))
                .limit(MOST_ENDPOINTS)
                .toList();
        announced.forEach(this::certificate);
    }

    private void certificate(EndpointDescription endpoint) {
        try {
            List<X509Certificate> chain = Discovery.chain(endpoint);
            if (!chain.isEmpty() && chains.size() < MOST_CERTIFICATES) {
                String sha256 = Approvals.sha256(chain.get(0));
                chains.putIfAbsent(sha256, chain);
                names.putIfAbsent(
                        sha256,
                        new ServerNames(
                                EndpointUtil.getHost(url),
                                endpoint.getServer() == null
                                        ? null
                                        : endpoint.getServer().getApplicationUri()));
            }
        } catch (ConnectionTrouble e) {
            unreadable.add(e.getMessage());
        }
    }

    /** Returns the chains by the thumbprints of the certificates that endpoints show. */
    Map<String, List<X509Certificate>> chains() {
        return chains;
    }

    /** Judges one of the certificates that were shown. */
    ServerOffer.Certificate judge(String sha256, Settings settings, CertificateStores stores) throws ConnectionTrouble {
        return CertificateLook.judge(chains.get(sha256), names.get(sha256), settings, stores);
    }

    ServerOffer offer(Settings settings, CertificateStores stores) throws ConnectionTrouble {
        List<ServerOffer.Certificate> certificates = new ArrayList<>();
        for (String sha256 : chains.keySet()) {
            certificates.add(judge(sha256, settings, stores));
        }
        List<Endpoint> endpoints = announced.stream()
                .map(this::endpoint)
                .sorted(Comparator.<Endpoint, Boolean>comparing(endpoint -> !endpoint.usable())
                        .thenComparing(Endpoint::elsewhere)
                        .thenComparing(endpoint -> rank(MODES, endpoint.mode()))
                        .thenComparing(endpoint -> rank(POLICIES, endpoint.policy())))
                .distinct()
                .toList();
        ApplicationDescription server = announced.stream()
                .map(EndpointDescription::getServer)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        boolean named = server != null && server.getApplicationName() != null;
        return new ServerOffer(
                url,
                named ? ShownText.of(server.getApplicationName().text()) : "",
                server == null ? "" : ShownText.of(server.getApplicationUri()),
                endpoints,
                certificates,
                note(endpoints));
    }

    private static int rank(List<String> order, String name) {
        int at = order.indexOf(name);
        return at < 0 ? order.size() : at;
    }

    private Endpoint endpoint(EndpointDescription announced) {
        String uri = announced.getSecurityPolicyUri();
        String policy = uri == null ? "" : ShownText.of(uri.substring(uri.indexOf('#') + 1));
        MessageSecurityMode security = announced.getSecurityMode();
        String mode = security == null ? "" : security.name();
        boolean usable =
                POLICIES.contains(policy) && MODES.contains(mode) && policy.equals("None") == mode.equals("None");
        return new Endpoint(
                ShownText.of(announced.getEndpointUrl()),
                elsewhere(announced.getEndpointUrl()),
                policy,
                mode,
                usable,
                TrustSettings.deprecated(policy),
                logins(announced.getUserIdentityTokens()),
                shown(announced));
    }

    private static String shown(EndpointDescription endpoint) {
        try {
            List<X509Certificate> chain = Discovery.chain(endpoint);
            return chain.isEmpty() ? "" : Approvals.sha256(chain.get(0));
        } catch (ConnectionTrouble e) {
            // It is among the unreadable ones.
            return "";
        }
    }

    private boolean elsewhere(String announcedUrl) {
        String host = EndpointUtil.getHost(String.valueOf(announcedUrl));
        return host == null
                || !host.equalsIgnoreCase(EndpointUtil.getHost(url))
                || EndpointUtil.getPort(announcedUrl) != EndpointUtil.getPort(url);
    }

    private static List<Login> logins(UserTokenPolicy[] tokens) {
        Set<Login> logins = new LinkedHashSet<>();
        for (int i = 0; tokens != null && i < Math.min(tokens.length, MOST_LOGINS); i++) {
            if (tokens[i] != null && tokens[i].getTokenType() != null) {
                logins.add(
                        switch (tokens[i].getTokenType()) {
                            case Anonymous -> Login.ANONYMOUS;
                            case UserName -> Login.USER_NAME;
                            case Certificate -> Login.CERTIFICATE;
                            case IssuedToken -> Login.ISSUED_TOKEN;
                        });
            }
        }
        return List.copyOf(logins);
    }

    private String note(List<Endpoint> endpoints) {
        List<String> notes = new ArrayList<>(unreadable.stream().distinct().toList());
        if (endpoints.isEmpty()) {
            notes.add("The server offers nothing by opc.tcp.");
        } else if (endpoints.stream()
                .noneMatch(endpoint -> endpoint.usable() && !endpoint.mode().equals("None"))) {
            notes.add(
                    "The server offers nothing secured that a connection can use: whoever is in the network can read and fake"
                            + " values. Enable Basic256Sha256 in the server.");
        }
        if (endpoints.stream().anyMatch(Endpoint::elsewhere)) {
            notes.add(
                    "The server announces other addresses than the one that was asked; a connection keeps to that one.");
        }
        return String.join(" ", notes);
    }
}
