# syntax=docker/dockerfile:1

# The server runs its TypeScript as it is: this stage only installs packages and builds the chat widget.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc .puppeteerrc.cjs ./
# No package needs its install script here: the one that has a purpose brings a Node, and the image has one.
RUN npm ci --omit=dev --ignore-scripts \
 && rm -rf node_modules/node node_modules/.bin/node node_modules/onnxruntime-node/bin/napi-v6/darwin node_modules/onnxruntime-node/bin/napi-v6/win32
COPY . .
RUN node src/web/build.ts

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3210 DATA_FOLDER=/data
WORKDIR /app
COPY --from=build /app ./
RUN mkdir /data && chown node:node /data
USER node
# The embedded database and, unless TRIBUTARY_KEY is set, the key of the stored secrets.
VOLUME /data
EXPOSE 3210
# The first start may create the embedded database, hence the long start period.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/main.ts"]
