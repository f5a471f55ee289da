package io.millwright.opcua.security;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The names in a certificate's subject alternative name (OPC UA Part 6, 6.2.2): hosts and application URIs.
 *
 * @param hosts DNS names and addresses as text
 */
record SubjectNames(List<String> uris, List<String> hosts) {
    private static final int DNS = 2;
    private static final int URI = 6;
    private static final int ADDRESS = 7;

    /** Only such a text is an address already; anything else would be asked of the network. */
    private static final String ADDRESS_TEXT = "[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%\\w+)?";

    static SubjectNames of(X509Certificate certificate) {
        List<String> uris = new ArrayList<>();
        List<String> hosts = new ArrayList<>();
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            for (List<?> name : names == null ? List.<List<?>>of() : names) {
                if (name.get(1) instanceof String text) {
                    int kind = (Integer) name.get(0);
                    if (kind == URI) {
                        uris.add(text);
                    } else if (kind == DNS || kind == ADDRESS) {
                        hosts.add(text);
                    }
                }
            }
        } catch (CertificateParsingException e) {
            // Names that cannot be read are none: both rules are broken then.
        }
        return new SubjectNames(uris, hosts);
    }

    /** Returns whether a host is named, without asking the network which address a name has. */
    boolean names(String host) {
        String plain = plain(host);
        return hosts.stream().anyMatch(name -> name.equalsIgnoreCase(plain) || sameAddress(name, plain));
    }

    /** An IPv6 address stands in brackets in a URL, and with a zone of this gateway. */
    private static String plain(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        int zone = bare.indexOf('%');
        return zone < 0 ? bare : bare.substring(0, zone);
    }

    private static boolean sameAddress(String one, String other) {
        if (!one.matches(ADDRESS_TEXT) || !other.matches(ADDRESS_TEXT)) {
            return false;
        }
        try {
            return InetAddress.getByName(one).equals(InetAddress.getByName(other));
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
