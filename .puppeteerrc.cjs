// No package of this project may download a browser of its own.
module.exports = { skipDownload: true }
