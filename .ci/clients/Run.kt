package app.tintype.run

import app.tintype.client.apis.*
import app.tintype.client.infrastructure.ApiClient
import app.tintype.client.infrastructure.ClientError
import app.tintype.client.infrastructure.ClientException
import app.tintype.client.models.*
import java.awt.image.BufferedImage
import java.io.ByteArrayOutputStream
import java.util.UUID
import javax.imageio.ImageIO
import kotlin.system.exitProcess
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody.Companion.toRequestBody

private var passed = 0
private var failed = 0

private fun check(name: String, isRight: Boolean) {
  if (isRight) passed++ else failed++
  println("$name: ${if (isRight) "ok" else "FAILED"}")
}

/** Uses the generated client against the program at the given address, as an app does. */
fun main(args: Array<String>) {
  val url = args[0]
  val name = "kotlin_${System.currentTimeMillis() % 1_000_000}"
  val account = CreateUserBody(name, "$name@example.com", "correct horse battery staple")
  val signedIn = AuthApi(url).createUser(account).data
  ApiClient.accessToken = signedIn.accessToken
  check("the profile is that of the new account", UsersApi(url).getMyProfile().data.username == name)

  val mediaId = upload(url, jpeg())
  val posts = PostsApi(url)
  val post = posts.createPost(CreatePostBody(mediaIds = listOf(mediaId), caption = "From #kotlin")).data
  check("the post has its tag", post.tags == listOf("kotlin"))
  check("the post reads the same", posts.getPost(post.postId).data.caption == "From #kotlin")

  val board = BoardsApi(url).createBoard(CreateBoardBody("Harbours")).data
  check("a board is listed", BoardsApi(url).listBoards().data.boards.any { it.boardId == board.boardId })

  try {
    posts.getPost(UUID.randomUUID())
    check("a missing post is an error", false)
  } catch (error: ClientException) {
    val body = (error.response as? ClientError<*>)?.body.toString()
    check("a missing post is an error with a code", error.statusCode == 404 && "not_found" in body)
  }
  println("$passed passed, $failed failed")
  exitProcess(if (failed == 0) 0 else 1)
}

private fun upload(url: String, bytes: ByteArray): UUID {
  val media = MediaApi(url)
  val upload = media.createUpload(CreateUploadBody("image/jpeg", bytes.size)).data
  val request = Request.Builder().url(upload.url.toString()).method("PUT", bytes.toRequestBody())
  upload.headers.forEach { (name, value) -> request.header(name, value) }
  OkHttpClient().newCall(request.build()).execute().use { check("the file is sent", it.isSuccessful) }
  return media.completeUpload(upload.uploadId).data.mediaId
}

private fun jpeg(): ByteArray {
  val picture = BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB)
  for (x in 0 until 640) for (y in 0 until 480) picture.setRGB(x, y, x * y)
  return ByteArrayOutputStream().also { ImageIO.write(picture, "jpg", it) }.toByteArray()
}
