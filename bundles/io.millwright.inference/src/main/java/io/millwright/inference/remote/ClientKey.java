package io.millwright.inference.remote;

import java.net.Socket;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** The one key pair that we show a server, wherever it lies: a key that cannot leave its keystore is never copied. */
final class ClientKey extends X509ExtendedKeyManager {
    private final String alias;
    private final PrivateKey key;
    private final X509Certificate[] chain;

    private ClientKey(String alias, PrivateKey key, X509Certificate[] chain) {
        this.alias = alias;
        this.key = key;
        this.chain = chain;
    }

    /** Returns the key manager of an entry, null if it is no key pair with X.509 certificates. */
    static ClientKey of(String alias, KeyStore.Entry entry) {
        if (!(entry instanceof KeyStore.PrivateKeyEntry pair)
                || !(pair.getCertificateChain() instanceof X509Certificate[] chain)) {
            return null;
        }
        return new ClientKey(alias, pair.getPrivateKey(), chain);
    }

    private String[] aliases(String keyType) {
        boolean fits =
                keyType.startsWith(key.getAlgorithm()) || key.getAlgorithm().equals("EC") && keyType.equals("EC");
        return fits ? new String[] {alias} : null;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return aliases(keyType);
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        for (String keyType : keyTypes) {
            if (aliases(keyType) != null) {
                return alias;
            }
        }
        return null;
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return chooseClientAlias(keyTypes, issuers, null);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String asked) {
        return alias.equals(asked) ? chain.clone() : null;
    }

    @Override
    public PrivateKey getPrivateKey(String asked) {
        return alias.equals(asked) ? key : null;
    }
}
