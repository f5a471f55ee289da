package io.millwright.gateway.kura.web;

import java.io.IOException;
import javax.servlet.ReadListener;
import javax.servlet.Servlet;
import javax.servlet.ServletInputStream;
import javax.servlet.ServletOutputStream;
import javax.servlet.WriteListener;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import javax.servlet.http.HttpSession;

/** A servlet of {@code javax.servlet}. */
final class JavaxServing {
    private JavaxServing() {}

    static StandInConsole.Served of(Servlet servlet) {
        return exchange -> servlet.service(
                exchange.request(HttpServletRequest.class, HttpSession.class, In::new),
                exchange.response(HttpServletResponse.class, Out::new));
    }

    private static final class In extends ServletInputStream {
        private final java.io.InputStream in;

        In(ServletExchange exchange) {
            in = exchange.in();
        }

        @Override
        public int read() throws IOException {
            return in.read();
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            return in.read(bytes, from, length);
        }

        @Override
        public boolean isFinished() {
            return false;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class Out extends ServletOutputStream {
        private final java.io.ByteArrayOutputStream out;

        Out(ServletExchange exchange) {
            out = exchange.out();
        }

        @Override
        public void write(int character) {
            out.write(character);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            out.write(bytes, from, length);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException();
        }
    }
}
