package io.millwright.opcua.security;

import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.ConnectionTrouble;
import io.millwright.opcua.state.StateCode;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.kura.KuraException;
import org.eclipse.milo.opcua.sdk.client.identity.AnonymousProvider;
import org.eclipse.milo.opcua.sdk.client.identity.IdentityProvider;
import org.eclipse.milo.opcua.sdk.client.identity.UsernameProvider;
import org.eclipse.milo.opcua.sdk.client.identity.X509IdentityProvider;
import org.eclipse.milo.opcua.stack.core.security.CertificateValidator;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.enumerated.UserTokenType;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.UserTokenPolicy;

/**
 * Who logs in (OPC UA Part 4, 7.40): nobody, a name with a password, or a certificate. Password and key are fetched each time
 * that a session is activated, and overwritten or forgotten right after; what the library keeps of a request until it is
 * sent is out of reach.
 */
public final class UserIdentity {
    private UserIdentity() {}

    private static UserTokenType wanted(Settings settings) {
        if (!settings.trust().userAlias().isEmpty()) {
            return UserTokenType.Certificate;
        }
        return settings.userName().isEmpty() ? UserTokenType.Anonymous : UserTokenType.UserName;
    }

    /** Returns for people who logs in, by the field of the form. */
    public static String text(Settings settings) {
        return switch (wanted(settings)) {
            case Certificate -> "User certificate '" + settings.trust().userAlias() + "'";
            case UserName -> "User name '" + settings.userName() + "'";
            default -> "an anonymous user";
        };
    }

    /** Returns that the server refuses that user. */
    public static String refusal(Settings settings) {
        return wanted(settings) == UserTokenType.Anonymous
                ? "The server lets nobody in without a user"
                : "The server refuses " + text(settings);
    }

    /** Returns what to do when the server refuses that user. */
    public static String remedy(Settings settings) {
        return switch (wanted(settings)) {
            case Certificate -> "let the server trust that certificate as a user's, and give the user rights.";
            case UserName -> "check User name and Password.";
            default -> "enter User name and Password, or a User certificate.";
        };
    }

    /** A server that knows no such user token refuses the session with a text that says nothing. */
    public static void check(Settings settings, EndpointDescription endpoint) throws ConnectionTrouble {
        UserTokenType wanted = wanted(settings);
        UserTokenPolicy[] offered = endpoint.getUserIdentityTokens();
        if (offered != null && Arrays.stream(offered).noneMatch(token -> token.getTokenType() == wanted)) {
            String list = Arrays.stream(offered)
                    .map(token -> token.getTokenType().name())
                    .distinct()
                    .collect(Collectors.joining(", "));
            throw new ConnectionTrouble(StateCode.AUTHENTICATION_FAILED, notOffered(wanted, list));
        }
        if (wanted == UserTokenType.UserName
                && settings.mode() != MessageSecurityMode.SignAndEncrypt
                && UserTokens.allReadable(endpoint)) {
            throw new ConnectionTrouble(
                    StateCode.AUTHENTICATION_FAILED,
                    "User name '" + settings.userName() + "' with Security policy '"
                            + settings.policy() + "': the server encrypts no password there, so it would be readable on"
                            + " the network and is not sent. || Choose a Security policy, or leave User name empty.");
        }
    }

    private static String notOffered(UserTokenType wanted, String list) {
        return switch (wanted) {
            case Anonymous -> "The server lets nobody in without a user (it offers " + list
                    + ") || enter User name and Password, or a User certificate.";
            case Certificate -> "The server takes no certificate of a user (it offers " + list
                    + ") || leave User certificate empty, or allow certificates of users in the server.";
            default -> "The server takes no user name and password (it offers " + list
                    + ") || leave User name empty, or allow users in the server.";
        };
    }

    /**
     * Returns what gives the library a token for each activation.
     *
     * @param password each call decrypts it into an array of its own, which is overwritten after use
     * @param trust for whom a password may be encrypted
     */
    public static IdentityProvider provider(
            Settings settings,
            EndpointDescription endpoint,
            Supplier<char[]> password,
            CertificateStores stores,
            CertificateValidator trust)
            throws ConnectionTrouble {
        return switch (wanted(settings)) {
            case Certificate -> certificate(settings, stores);
            case UserName -> new UsernameProvider(
                    settings.userName(),
                    () -> utf8(password.get()),
                    trust,
                    policies -> UserTokens.choose(endpoint, policies));
            default -> new AnonymousProvider();
        };
    }

    private static byte[] utf8(char[] password) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        Arrays.fill(bytes.array(), (byte) 0);
        Arrays.fill(password, '\0');
        return copy;
    }

    private static IdentityProvider certificate(Settings settings, CertificateStores stores) throws ConnectionTrouble {
        SharedKeystore keystore = stores.keystore(settings, text(settings));
        List<X509Certificate> chain =
                List.of(ApplicationIdentity.of(valid(settings, keystore)).chain());
        X509IdentityProvider provider = new X509IdentityProvider(chain, () -> key(settings, keystore));
        return (endpoint, nonce) -> provider.getIdentityToken(UserTokens.withSignedCertificate(endpoint), nonce);
    }

    /** Returns the certificate that logs in, null where none does. */
    public static X509Certificate certificateOf(Settings settings, CertificateStores stores) throws ConnectionTrouble {
        return wanted(settings) == UserTokenType.Certificate
                ? (X509Certificate) valid(settings, stores.keystore(settings, text(settings)))
                        .getCertificate()
                : null;
    }

    private static PrivateKeyEntry valid(Settings settings, SharedKeystore keystore) throws ConnectionTrouble {
        PrivateKeyEntry entry = entry(settings, keystore);
        if (entry == null || !(entry.getCertificate() instanceof X509Certificate certificate)) {
            throw new ConnectionTrouble(
                    StateCode.CERTIFICATE_UNSUITABLE,
                    text(settings) + ": the keystore " + settings.keystoreTarget()
                            + " holds no key pair with a certificate under this alias || add it, or enter another alias.");
        }
        try {
            certificate.checkValidity();
            return entry;
        } catch (CertificateException e) {
            throw new ConnectionTrouble(
                    StateCode.CERTIFICATE_UNSUITABLE,
                    text(settings) + " is refused by this gateway, rule validity period: it is valid from "
                            + certificate.getNotBefore().toInstant() + " to "
                            + certificate.getNotAfter().toInstant()
                            + ", not now || put a valid one under this alias, or check the gateway's clock.",
                    e);
        }
    }

    private static PrivateKey key(Settings settings, SharedKeystore keystore) {
        try {
            PrivateKeyEntry entry = entry(settings, keystore);
            if (entry == null) {
                throw new IllegalStateException(
                        "User certificate '" + settings.trust().userAlias()
                                + "' is in the keystore no more; add it, or enter another alias");
            }
            return entry.getPrivateKey();
        } catch (ConnectionTrouble e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static PrivateKeyEntry entry(Settings settings, SharedKeystore keystore) throws ConnectionTrouble {
        try {
            KeyStore.Entry entry = keystore.entry(settings.trust().userAlias());
            return entry instanceof PrivateKeyEntry pair ? pair : null;
        } catch (KuraException e) {
            throw new ConnectionTrouble(
                    StateCode.KEYSTORE_ERROR,
                    "The keystore " + settings.keystoreTarget() + " does not give the entry User certificate '"
                            + settings.trust().userAlias() + "' (" + e.getMessage() + ") || check its configuration.",
                    e);
        }
    }
}
