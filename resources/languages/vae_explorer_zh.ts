<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name></name>
    <message>
        <source>Choose a session that VAE Explorer saved.</source>
        <translation>请选择由 VAE Explorer 保存的会话。</translation>
    </message>
    <message>
        <source>What it says of its runs is damaged or missing; names, colours and the view are lost.</source>
        <translation>其中关于运行的说明已损坏或缺失；名称、颜色和视图都已丢失。</translation>
    </message>
    <message>
        <source>There is not enough memory to open {file}.</source>
        <translation>内存不足，无法打开 {file}。</translation>
    </message>
    <message>
        <source>Close other programs.</source>
        <translation>请关闭其他程序。</translation>
    </message>
    <message>
        <source>{file} is no session, or nothing of it is whole.</source>
        <translation>{file} 不是会话，或没有一处完整。</translation>
    </message>
    <message>
        <source>It is damaged or was cut off; what is whole of it was opened.</source>
        <translation>文件已损坏或被截断；已打开其中完整的部分。</translation>
    </message>
    <message>
        <source>Nothing of {file} is whole enough to be opened.</source>
        <translation>{file} 没有足够完整的内容可以打开。</translation>
    </message>
    <message>
        <source>{file}: {text}</source>
        <translation>{file}：{text}</translation>
    </message>
    <message>
        <source>What was selected is damaged and left out.</source>
        <translation>所选内容已损坏并略去。</translation>
    </message>
    <message>
        <source>The models of {file} take {size:,.0f} MB of memory, and {free:,.0f} MB are free.</source>
        <translation>{file} 的模型需要 {size:,.0f} MB 内存，而可用内存为 {free:,.0f} MB。</translation>
    </message>
    <message>
        <source>Of {moments}, {taken} were read: more would take more memory than the history may have.</source>
        <translation>{moments}中读取了 {taken} 个：再多就会超出历史记录可用的内存。</translation>
    </message>
    <message>
        <source>It holds what this version does not know ({names}); it is kept when the session is saved.</source>
        <translation>其中有此版本不认识的内容（{names}）；保存会话时会予以保留。</translation>
    </message>
    <message>
        <source>moment</source>
        <translation>个时刻</translation>
    </message>
    <message>
        <source>full state</source>
        <translation>个完整状态</translation>
    </message>
    <message>
        <source>The newest moment of {run} is damaged or missing; the full state of step {step:,} takes its place.</source>
        <translation>{run} 的最新时刻已损坏或缺失；由第 {step:,} 步的完整状态代替。</translation>
    </message>
    <message>
        <source>The newest moment of {run} is damaged or missing; the moment of step {step:,} takes its place; it cannot be trained further.</source>
        <translation>{run} 的最新时刻已损坏或缺失；由第 {step:,} 步的时刻代替；无法继续训练。</translation>
    </message>
    <message>
        <source>Nothing of {run} is whole; it was left out.</source>
        <translation>{run} 没有一处完整；已将其略去。</translation>
    </message>
    <message>
        <source>{moments} of {run} is damaged and left out.</source>
        <translation>{run} 的 {moments}已损坏并略去。</translation>
    </message>
    <message>
        <source>{moments} of {run} are damaged and left out.</source>
        <translation>{run} 的 {moments}已损坏并略去。</translation>
    </message>
    <message>
        <source> or </source>
        <translation> 或 </translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Of the {all} nearest codes {parts}.</source>
        <translation>最近的 {all} 个编码中，{parts}。</translation>
    </message>
    <message>
        <source>Nearest codes: {classes}</source>
        <translation>最近的编码：{classes}</translation>
    </message>
    <message>
        <source>{number} is {name}</source>
        <translation>{number} 个是 {name}</translation>
    </message>
    <message>
        <source>{number} are {name}</source>
        <translation>{number} 个是 {name}</translation>
    </message>
    <message>
        <source>a number of very many digits</source>
        <translation>一个位数极多的数</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <source>{minutes} min ago</source>
        <translation>{minutes} 分钟前</translation>
    </message>
    <message>
        <source>{time} ago</source>
        <translation>{time}前</translation>
    </message>
    <message>
        <source>hour</source>
        <translation>小时</translation>
    </message>
    <message>
        <source>day</source>
        <translation>天</translation>
    </message>
    <message>
        <source>Saving {file}</source>
        <translation>正在保存 {file}</translation>
    </message>
    <message>
        <source>Opening {file}</source>
        <translation>正在打开 {file}</translation>
    </message>
    <message>
        <source>Opening what was kept</source>
        <translation>正在打开所保留的内容</translation>
    </message>
    <message>
        <source>{doing} is not over yet. Wait for it, or cancel it.</source>
        <translation>{doing}，尚未完成。请稍候，或将其取消。</translation>
    </message>
    <message>
        <source>{file} was not saved.</source>
        <translation>{file} 没有保存。</translation>
    </message>
    <message>
        <source>run</source>
        <translation>次运行</translation>
    </message>
    <message>
        <source>Saved {file} in {folder} ({runs}; {size:,.0f} MB).</source>
        <translation>已将 {file} 保存到 {folder}（{runs}；{size:,.0f} MB）。</translation>
    </message>
    <message>
        <source>{file} was not opened.</source>
        <translation>{file} 没有打开。</translation>
    </message>
    <message>
        <source>What was kept</source>
        <translation>所保留的内容</translation>
    </message>
    <message>
        <source>{file} holds no runs.</source>
        <translation>{file} 中没有运行。</translation>
    </message>
    <message>
        <source>{text!r:.60} is not within {reach:,.0f} of the origin.</source>
        <translation>{text!r:.60} 到原点的距离超过 {reach:,.0f}。</translation>
    </message>
    <message>
        <source>{text!r:.60} is no place in the plane.</source>
        <translation>{text!r:.60} 不是平面上的位置。</translation>
    </message>
    <message>
        <source>Write a point such as −1.5, 0.3, a class such as 7, or a digit such as #4021.</source>
        <translation>请写一个点，如 −1.5, 0.3；一个类别，如 7；或一个数字，如 #4021。</translation>
    </message>
    <message>
        <source>This model has no class {name!r:.60}; it has {names}.</source>
        <translation>此模型没有类别 {name!r:.60}；它有 {names}。</translation>
    </message>
    <message>
        <source>This model has no codes of the class {name!r:.60}; give a point.</source>
        <translation>此模型没有类别 {name!r:.60} 的编码；请给出一个点。</translation>
    </message>
    <message>
        <source>This model has no digit #{row}; it has {digits}, from #0 on.</source>
        <translation>此模型没有数字 #{row}；它有 {digits}，从 #0 起。</translation>
    </message>
    <message>
        <source>digit</source>
        <translation>个数字</translation>
    </message>
    <message>
        <source>The code of digit #{row} is not a number.</source>
        <translation>数字 #{row} 的编码不是数。</translation>
    </message>
    <message>
        <source>Choose another.</source>
        <translation>请另选一个。</translation>
    </message>
    <message>
        <source>Losses by epoch</source>
        <translation>各轮损失</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>轮</translation>
    </message>
    <message>
        <source>Draw here, or drop a picture</source>
        <translation>在此手绘，或拖入图片</translation>
    </message>
    <message>
        <source>Nearest codes</source>
        <translation>最近的编码</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Centre</source>
        <translation>居中</translation>
    </message>
    <message>
        <source>Scale what is drawn or opened to 20 of 28 pixels and lay its centre of mass in the middle, as MNIST’s digits are. Otherwise it stays where it is.</source>
        <translation>将所画或所打开的缩放到 28 像素中的 20 像素，并把质心放在正中，与 MNIST 的数字一样。否则保持原位。</translation>
    </message>
    <message>
        <source>Move handle</source>
        <translation>移动手柄</translation>
    </message>
    <message>
        <source>Let the handle go to the code of what is drawn, so that it is decoded, too.</source>
        <translation>让手柄移到所画图像的编码处，从而也将它解码。</translation>
    </message>
    <message>
        <source>Your own files</source>
        <translation>你自己的文件</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>begins</source>
        <translation>即将开始</translation>
    </message>
    <message>
        <source>stops</source>
        <translation>停止中</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>{source}: {title}</source>
        <translation>{source}：{title}</translation>
    </message>
    <message>
        <source>Runs: {ended} of {all} done</source>
        <translation>运行：已完成 {ended} / {all}</translation>
    </message>
    <message>
        <source>Measuring …</source>
        <translation>测量中…</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>{met} of {all} as expected</source>
        <translation>{met} / {all} 符合预期</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>已移除</translation>
    </message>
    <message>
        <source>epoch {epoch} of {all}</source>
        <translation>第 {epoch} / {all} 轮</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Unfolds what is behind this message</source>
        <translation>展开此消息的详情</translation>
    </message>
    <message>
        <source>Dismiss this message (Esc)</source>
        <translation>关闭此消息（Esc）</translation>
    </message>
    <message>
        <source>Dismiss this message</source>
        <translation>关闭此消息</translation>
    </message>
    <message>
        <source>Details of the message</source>
        <translation>消息的详情</translation>
    </message>
    <message>
        <source>{kind}: {text}</source>
        <translation>{kind}：{text}</translation>
    </message>
    <message>
        <source>Hide these settings.</source>
        <translation>隐藏这些设置。</translation>
    </message>
    <message>
        <source>Show these settings.</source>
        <translation>显示这些设置。</translation>
    </message>
    <message>
        <source>The file is being written; the window waits for it.</source>
        <translation>正在写入文件；窗口将等待其完成。</translation>
    </message>
    <message>
        <source>New model</source>
        <translation>新模型</translation>
    </message>
    <message>
        <source>Models, sessions, experiments, tours, pictures, classifiers ({names})</source>
        <translation>模型、会话、实验、导览、图片、分类器 ({names})</translation>
    </message>
    <message>
        <source>Open a model</source>
        <translation>打开模型</translation>
    </message>
    <message>
        <source>Classifiers ({names})</source>
        <translation>分类器 ({names})</translation>
    </message>
    <message>
        <source>Open a classifier</source>
        <translation>打开分类器</translation>
    </message>
    <message>
        <source>Save the model</source>
        <translation>保存模型</translation>
    </message>
    <message>
        <source>{file} already exists in {folder}. Replace it?</source>
        <translation>{folder} 中已有 {file}。要替换吗？</translation>
    </message>
    <message>
        <source>{name} has been trained and not saved. Save it first?</source>
        <translation>{name} 已训练但尚未保存。要先保存吗？</translation>
    </message>
    <message>
        <source>{runs} have been trained and not saved: {names}. Save?</source>
        <translation>{runs}已训练但尚未保存：{names}。要保存吗？</translation>
    </message>
    <message>
        <source>Unsaved model</source>
        <translation>未保存的模型</translation>
    </message>
    <message>
        <source>A session holds all runs, with what is kept of their training.</source>
        <translation>会话包含所有运行，以及训练中保留下来的一切。</translation>
    </message>
    <message>
        <source>All runs with their histories, in one file</source>
        <translation>所有运行及其历史，存于一个文件</translation>
    </message>
    <message>
        <source>{what}, {megabytes:.1f} MB</source>
        <translation>{what}，{megabytes:.1f} MB</translation>
    </message>
    <message>
        <source>Model only</source>
        <translation>仅模型</translation>
    </message>
    <message>
        <source>Model only, half precision</source>
        <translation>仅模型，半精度</translation>
    </message>
    <message>
        <source>Model that can be trained further</source>
        <translation>可继续训练的模型</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>最近文件(&amp;R)</translation>
    </message>
    <message>
        <source>No recent files</source>
        <translation>没有最近的文件</translation>
    </message>
    <message>
        <source>Clear the list</source>
        <translation>清空列表</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Scale</source>
        <translation>缩放(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Language · 语言</source>
        <translation>语言(&amp;L) · Language</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Train</source>
        <translation>训练(&amp;T)</translation>
    </message>
    <message>
        <source>Train (Space)</source>
        <translation>训练（空格）</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>Pause (Space)</source>
        <translation>暂停（空格）</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>继续(&amp;R)</translation>
    </message>
    <message>
        <source>Resume (Space)</source>
        <translation>继续（空格）</translation>
    </message>
    <message>
        <source>&amp;Train on</source>
        <translation>继续训练(&amp;T)</translation>
    </message>
    <message>
        <source>Train on (Space)</source>
        <translation>继续训练（空格）</translation>
    </message>
    <message>
        <source>T&amp;imeline</source>
        <translation>时间线(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>La&amp;yers</source>
        <translation>图层(&amp;Y)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Tours</source>
        <translation>导览(&amp;T)</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>removing {name}</source>
        <translation>移除 {name}</translation>
    </message>
    <message>
        <source>removing all pins</source>
        <translation>移除所有图钉</translation>
    </message>
    <message>
        <source>renaming {name}</source>
        <translation>重命名 {name}</translation>
    </message>
    <message>
        <source>colouring {name}</source>
        <translation>为 {name} 着色</translation>
    </message>
    <message>
        <source>pinning {name}</source>
        <translation>钉住 {name}</translation>
    </message>
    <message>
        <source>&amp;Undo {what}</source>
        <translation>撤销{what}(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>Open a model, a session or an experiment</source>
        <translation>打开模型、会话或实验</translation>
    </message>
    <message>
        <source>Open the &amp;bundled model</source>
        <translation>打开自带模型(&amp;B)</translation>
    </message>
    <message>
        <source>Show the model of the first start</source>
        <translation>显示首次启动时的模型</translation>
    </message>
    <message>
        <source>Open &amp;image…</source>
        <translation>打开图像(&amp;I)…</translation>
    </message>
    <message>
        <source>Open a picture, to see where its code lies</source>
        <translation>打开一张图片，看它的编码落在何处</translation>
    </message>
    <message>
        <source>Open a &amp;classifier…</source>
        <translation>打开分类器(&amp;C)…</translation>
    </message>
    <message>
        <source>Let it say what decoded images look like, and where in the plane that changes</source>
        <translation>由它判断解码图像像什么，以及平面上哪里会改变</translation>
    </message>
    <message>
        <source>&amp;Use the bundled classifier</source>
        <translation>使用自带的分类器(&amp;U)</translation>
    </message>
    <message>
        <source>Let the classifier of the first start say what images look like</source>
        <translation>由首次启动时的分类器判断图像像什么</translation>
    </message>
    <message>
        <source>&amp;Watch a folder…</source>
        <translation>监视文件夹(&amp;W)…</translation>
    </message>
    <message>
        <source>Follow a run that is trained elsewhere</source>
        <translation>跟踪在别处训练的运行</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Save the model and its codes</source>
        <translation>保存模型及其编码</translation>
    </message>
    <message>
        <source>Save &amp;As…</source>
        <translation>另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>Save the model in another file</source>
        <translation>将模型保存到另一个文件</translation>
    </message>
    <message>
        <source>Save s&amp;ession…</source>
        <translation>保存会话(&amp;E)…</translation>
    </message>
    <message>
        <source>Save all runs with their histories, pins and the view in one file</source>
        <translation>将所有运行及其历史、图钉和视图存入一个文件</translation>
    </message>
    <message>
        <source>Save the &amp;manifold…</source>
        <translation>保存流形(&amp;M)…</translation>
    </message>
    <message>
        <source>Decode a grid over the plane, and save it</source>
        <translation>解码平面上的网格并保存</translation>
    </message>
    <message>
        <source>Make a &amp;film…</source>
        <translation>制作影片(&amp;F)…</translation>
    </message>
    <message>
        <source>Make a video or an animation of this run&apos;s history</source>
        <translation>将本次运行的历史制成视频或动画</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation>关闭窗口</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>Take back a move of the cursor, or a choice</source>
        <translation>撤销光标的移动或一次选择</translation>
    </message>
    <message>
        <source>Do again what was taken back</source>
        <translation>重做已撤销的操作</translation>
    </message>
    <message>
        <source>Select &amp;all digits</source>
        <translation>选中所有数字(&amp;A)</translation>
    </message>
    <message>
        <source>Select every digit whose dot is seen (Ctrl+A in the plot)</source>
        <translation>选中所有可见的点所代表的数字（图中按 Ctrl+A）</translation>
    </message>
    <message>
        <source>Select &amp;nothing</source>
        <translation>取消选择(&amp;N)</translation>
    </message>
    <message>
        <source>Let go of the selection</source>
        <translation>清除当前选择</translation>
    </message>
    <message>
        <source>&amp;Find digits…</source>
        <translation>查找数字(&amp;F)…</translation>
    </message>
    <message>
        <source>Select digits by index or by class</source>
        <translation>按序号或类别选中数字</translation>
    </message>
    <message>
        <source>&amp;Paste image</source>
        <translation>粘贴图像(&amp;P)</translation>
    </message>
    <message>
        <source>Take the picture on the clipboard, to see where its code lies</source>
        <translation>取剪贴板中的图片，看它的编码落在何处</translation>
    </message>
    <message>
        <source>Train, pause or resume (Space)</source>
        <translation>训练、暂停或继续（空格）</translation>
    </message>
    <message>
        <source>Take one optimiser step and pause</source>
        <translation>优化器走一步，然后暂停</translation>
    </message>
    <message>
        <source>Single st&amp;ep</source>
        <translation>单步(&amp;E)</translation>
    </message>
    <message>
        <source>Sto&amp;p</source>
        <translation>停止(&amp;P)</translation>
    </message>
    <message>
        <source>End the run and keep what it has reached</source>
        <translation>结束运行，保留已有结果</translation>
    </message>
    <message>
        <source>&amp;Reset</source>
        <translation>重置(&amp;R)</translation>
    </message>
    <message>
        <source>Show an untrained network</source>
        <translation>显示未训练的网络</translation>
    </message>
    <message>
        <source>&amp;Play it again</source>
        <translation>回放(&amp;P)</translation>
    </message>
    <message>
        <source>Play the kept moments of the run</source>
        <translation>回放此次运行中保留的时刻</translation>
    </message>
    <message>
        <source>&amp;Earlier moment</source>
        <translation>上一时刻(&amp;E)</translation>
    </message>
    <message>
        <source>One kept moment back</source>
        <translation>退到上一个保留的时刻</translation>
    </message>
    <message>
        <source>&amp;Later moment</source>
        <translation>下一时刻(&amp;L)</translation>
    </message>
    <message>
        <source>One kept moment on</source>
        <translation>进到下一个保留的时刻</translation>
    </message>
    <message>
        <source>&amp;First moment</source>
        <translation>最初时刻(&amp;F)</translation>
    </message>
    <message>
        <source>Where the training began</source>
        <translation>训练开始之处</translation>
    </message>
    <message>
        <source>&amp;Newest moment, live</source>
        <translation>最新时刻，实时(&amp;N)</translation>
    </message>
    <message>
        <source>The newest, from now on</source>
        <translation>从现在起始终显示最新时刻</translation>
    </message>
    <message>
        <source>&amp;Branch off…</source>
        <translation>分支(&amp;B)…</translation>
    </message>
    <message>
        <source>Train on from the moment that is shown</source>
        <translation>从所示时刻起继续训练</translation>
    </message>
    <message>
        <source>&amp;Defaults</source>
        <translation>默认值(&amp;D)</translation>
    </message>
    <message>
        <source>Set everything of the next run to its default</source>
        <translation>将下次运行的所有设置恢复为默认值</translation>
    </message>
    <message>
        <source>&amp;Known state</source>
        <translation>已知状态(&amp;K)</translation>
    </message>
    <message>
        <source>For a talk: the bundled model, every panel in its place, default settings</source>
        <translation>用于演讲：自带模型，面板各就各位，默认设置</translation>
    </message>
    <message>
        <source>Show &amp;all</source>
        <translation>显示全部(&amp;A)</translation>
    </message>
    <message>
        <source>Fit every code into the plot (Home)</source>
        <translation>让所有编码都落在图中（Home）</translation>
    </message>
    <message>
        <source>&amp;Compare runs</source>
        <translation>比较运行(&amp;C)</translation>
    </message>
    <message>
        <source>Show the chosen runs side by side</source>
        <translation>并排显示所选的运行</translation>
    </message>
    <message>
        <source>Stop c&amp;omparing</source>
        <translation>停止比较(&amp;O)</translation>
    </message>
    <message>
        <source>Show one run alone</source>
        <translation>只显示一次运行</translation>
    </message>
    <message>
        <source>Centre on the &amp;handle</source>
        <translation>以手柄为中心(&amp;H)</translation>
    </message>
    <message>
        <source>Show the handle (C)</source>
        <translation>显示手柄（C）</translation>
    </message>
    <message>
        <source>Put every panel back in its place</source>
        <translation>将所有面板放回原位</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>重置布局(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Larger</source>
        <translation>放大(&amp;L)</translation>
    </message>
    <message>
        <source>Show everything larger</source>
        <translation>放大所有内容</translation>
    </message>
    <message>
        <source>&amp;Smaller</source>
        <translation>缩小(&amp;S)</translation>
    </message>
    <message>
        <source>Show everything smaller</source>
        <translation>缩小所有内容</translation>
    </message>
    <message>
        <source>&amp;Usual size</source>
        <translation>正常大小(&amp;U)</translation>
    </message>
    <message>
        <source>Show everything as large as usual</source>
        <translation>所有内容恢复正常大小</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>全屏(&amp;F)</translation>
    </message>
    <message>
        <source>Full screen, no clutter</source>
        <translation>全屏，简洁无干扰</translation>
    </message>
    <message>
        <source>&amp;Dark theme</source>
        <translation>深色主题(&amp;D)</translation>
    </message>
    <message>
        <source>Switch between light and dark</source>
        <translation>切换浅色与深色</translation>
    </message>
    <message>
        <source>&amp;Experiments</source>
        <translation>实验(&amp;E)</translation>
    </message>
    <message>
        <source>Questions to be answered by training</source>
        <translation>靠训练来回答的问题</translation>
    </message>
    <message>
        <source>Show in &amp;full screen</source>
        <translation>全屏放映(&amp;F)</translation>
    </message>
    <message>
        <source>The tour that goes on, or the first</source>
        <translation>进行中的导览，或第一个导览</translation>
    </message>
    <message>
        <source>&amp;Autopilot</source>
        <translation>自动演示(&amp;A)</translation>
    </message>
    <message>
        <source>A show that goes on by itself</source>
        <translation>自动进行的演示</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>键盘快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>List all shortcuts</source>
        <translation>列出所有快捷键</translation>
    </message>
    <message>
        <source>Copy &amp;report</source>
        <translation>复制报告(&amp;R)</translation>
    </message>
    <message>
        <source>Versions, system and log, to paste</source>
        <translation>版本、系统与日志，供粘贴</translation>
    </message>
    <message>
        <source>&amp;About VAE Explorer</source>
        <translation>关于 VAE Explorer(&amp;A)</translation>
    </message>
    <message>
        <source>Version and licence</source>
        <translation>版本与许可证</translation>
    </message>
    <message>
        <source>&amp;Redo {what}</source>
        <translation>重做{what}(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>moving the cursor</source>
        <translation>移动光标</translation>
    </message>
    <message>
        <source>choosing classes</source>
        <translation>选择类别</translation>
    </message>
    <message>
        <source>Dense</source>
        <translation>全连接</translation>
    </message>
    <message>
        <source>Convolutional</source>
        <translation>卷积</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Dense layers see all pixels at once, convolutions small parts.</source>
        <translation>全连接层一次看到所有像素，卷积只看小块区域。</translation>
    </message>
    <message>
        <source>kind of network</source>
        <translation>网络类型</translation>
    </message>
    <message>
        <source>Layer widths</source>
        <translation>层宽</translation>
    </message>
    <message>
        <source>Units of each hidden layer from the image inwards; for a convolutional network one or two channel counts, then one dense layer.</source>
        <translation>从图像向内各隐藏层的单元数；卷积网络为一两个通道数，再加一个全连接层。</translation>
    </message>
    <message>
        <source>Activation</source>
        <translation>激活函数</translation>
    </message>
    <message>
        <source>The curve that bends the output of each hidden unit.</source>
        <translation>使每个隐藏单元的输出弯曲的函数。</translation>
    </message>
    <message>
        <source>Linear bottleneck</source>
        <translation>线性瓶颈</translation>
    </message>
    <message>
        <source>Leave the hidden layer next to the two latent numbers without an activation.</source>
        <translation>紧邻两个隐变量的隐藏层不加激活函数。</translation>
    </message>
    <message>
        <source>A convolutional network takes one or two channel counts and one dense width, such as 32, 64, 256.</source>
        <translation>卷积网络需要一两个通道数和一个全连接层宽度，例如 32, 64, 256。</translation>
    </message>
    <message>
        <source>A table of images has columns and rows, two of each at least.</source>
        <translation>图像表由列和行组成，各至少两个。</translation>
    </message>
    <message>
        <source>256-128, linear bottleneck</source>
        <translation>256-128，线性瓶颈</translation>
    </message>
    <message>
        <source>Convolutional, 32-64-256</source>
        <translation>卷积，32-64-256</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>A ready-made encoder; the decoder is its mirror image.</source>
        <translation>现成的编码器；解码器是它的镜像。</translation>
    </message>
    <message>
        <source>The {noun} cannot be changed in the middle of a run.</source>
        <translation>{noun}不能在运行中途改变。</translation>
    </message>
    <message>
        <source>Start another run with it.</source>
        <translation>请用它开始另一次运行。</translation>
    </message>
    <message>
        <source>A run of {before} epochs cannot be made one of {after}.</source>
        <translation>{before} 轮的运行不能改为 {after} 轮。</translation>
    </message>
    <message>
        <source>Stop it earlier, or give a larger number.</source>
        <translation>请提前停止，或给出更大的数。</translation>
    </message>
    <message>
        <source>{name} takes images of {shape}, and these are {found}.</source>
        <translation>{name} 接受 {shape} 的图像，而这些是 {found}。</translation>
    </message>
    <message>
        <source>{name} takes images of {shape}, and this model draws {found}.</source>
        <translation>{name} 接受 {shape} 的图像，而此模型绘出 {found}。</translation>
    </message>
    <message>
        <source>{name} knows other classes than this model was trained on.</source>
        <translation>{name} 所识的类别与此模型训练所用的不同。</translation>
    </message>
    <message>
        <source>{file} holds no classifier that can be used. {why}</source>
        <translation>{file} 中没有可用的分类器。{why}</translation>
    </message>
    <message>
        <source>Choose one that was written by scripts/train_classifier.py, or laid out like it.</source>
        <translation>请选择由 scripts/train_classifier.py 写出的文件，或格式与之相同的文件。</translation>
    </message>
    <message>
        <source>This installation lacks the classifier.</source>
        <translation>此安装缺少分类器。</translation>
    </message>
    <message>
        <source>Open one, or install the program again.</source>
        <translation>请打开一个分类器，或重新安装程序。</translation>
    </message>
    <message>
        <source>It does not say that it is one.</source>
        <translation>文件未说明它是分类器。</translation>
    </message>
    <message>
        <source>It is of version {version:.20}.</source>
        <translation>其版本为 {version:.20}。</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Its array &apos;{name}&apos; is no odd square kernel.</source>
        <translation>其数组 &apos;{name}&apos; 不是边长为奇数的方形卷积核。</translation>
    </message>
    <message>
        <source>It does not say which images it takes.</source>
        <translation>文件未说明它接受哪种图像。</translation>
    </message>
    <message>
        <source>It takes images of {shape:.60}.</source>
        <translation>它接受 {shape:.60} 的图像。</translation>
    </message>
    <message>
        <source>It does not say which classes it knows.</source>
        <translation>文件未说明它识别哪些类别。</translation>
    </message>
    <message>
        <source>It knows {classes:,} classes.</source>
        <translation>它识别 {classes:,} 个类别。</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>线性</translation>
    </message>
    <message>
        <source>One cycle</source>
        <translation>单周期</translation>
    </message>
    <message>
        <source>Constant</source>
        <translation>恒定</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Apple GPU</source>
        <translation>苹果 GPU</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>The images that the network learns from.</source>
        <translation>网络从中学习的图像。</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>The rule that turns slopes of the loss into steps.</source>
        <translation>把损失的梯度变为更新步的规则。</translation>
    </message>
    <message>
        <source>optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>How far each step moves the weights: too small is slow, too large diverges.</source>
        <translation>每步移动权重的幅度：太小则慢，太大则发散。</translation>
    </message>
    <message>
        <source>The learning rate must be above 0 and at most 10.</source>
        <translation>学习率必须大于 0 且不超过 10。</translation>
    </message>
    <message>
        <source>The learning rate is not a number: write it as 0.001 or 1e-3.</source>
        <translation>学习率不是数：请写成 0.001 或 1e-3。</translation>
    </message>
    <message>
        <source>Decoder’s rate</source>
        <translation>解码器速率</translation>
    </message>
    <message>
        <source>Times the learning rate: at 1 the decoder moves as the encoder does; at 0 it stands still, and the encoder alone learns.</source>
        <translation>学习率的倍数：为 1 时解码器与编码器同步移动；为 0 时解码器静止，只有编码器学习。</translation>
    </message>
    <message>
        <source>decoder’s rate</source>
        <translation>解码器速率</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>权重衰减</translation>
    </message>
    <message>
        <source>How fast AdamW lets weights fade that nothing keeps up; Adam has none.</source>
        <translation>AdamW 让无用权重衰减的速度；Adam 没有此项。</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>调度</translation>
    </message>
    <message>
        <source>Linear is at the learning rate after 30 steps and lets it fade to zero then: good to watch, and good at the end. One cycle takes a third of the run to get there.</source>
        <translation>“线性”在 30 步后达到学习率，然后逐渐降到零：便于观察，结果也好。“单周期”要用三分之一的运行才达到。</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>How many of the training images are learned from, the first ones; 0 for all, or for 1,000 with a mean-field posterior.</source>
        <translation>用前多少张训练图像来学习；0 表示全部，平均场后验时为 1,000 张。</translation>
    </message>
    <message>
        <source>number of training images</source>
        <translation>训练图像数</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>How many images share one step.</source>
        <translation>每一步用多少张图像。</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>How many times to go through all training images.</source>
        <translation>遍历全部训练图像的次数。</translation>
    </message>
    <message>
        <source>Train for 1 to 100,000 epochs.</source>
        <translation>请训练 1 到 100,000 轮。</translation>
    </message>
    <message>
        <source>Augmentation</source>
        <translation>数据增强</translation>
    </message>
    <message>
        <source>How strongly training images are distorted at random, such as 0.07.</source>
        <translation>训练图像随机变形的强度，例如 0.07。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Starts all random numbers: the same seed repeats the same run.</source>
        <translation>所有随机数的起点：相同的种子重复相同的运行。</translation>
    </message>
    <message>
        <source>The seed must be a whole number from 0 to 2⁶³ − 1.</source>
        <translation>种子必须是 0 到 2⁶³ − 1 的整数。</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>The processor to train on.</source>
        <translation>用来训练的处理器。</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>bfloat16 is faster where the processor has it.</source>
        <translation>处理器支持时，bfloat16 更快。</translation>
    </message>
    <message>
        <source>reconstruction loss</source>
        <translation>重建损失</translation>
    </message>
    <message>
        <source>asking for {file}</source>
        <translation>正在请求 {file}</translation>
    </message>
    <message>
        <source>{file} arrived with a wrong checksum</source>
        <translation>收到的 {file} 校验和不符</translation>
    </message>
    <message>
        <source>{file} has {length:,} bytes there</source>
        <translation>那里的 {file} 有 {length:,} 字节</translation>
    </message>
    <message>
        <source>it sends more than {most:,} bytes of {file}</source>
        <translation>它发送的 {file} 超过 {most:,} 字节</translation>
    </message>
    <message>
        <source>the connection broke off</source>
        <translation>连接中断</translation>
    </message>
    <message>
        <source>unpacking {file}</source>
        <translation>正在解压 {file}</translation>
    </message>
    <message>
        <source> and </source>
        <translation>和</translation>
    </message>
    <message>
        <source>put {file} and its three companions into {folder} by hand</source>
        <translation>手动把 {file} 及另外三个文件放入 {folder}</translation>
    </message>
    <message>
        <source>the certificate of {hosts} was not accepted</source>
        <translation>{hosts} 的证书未被接受</translation>
    </message>
    <message>
        <source>Set REQUESTS_CA_BUNDLE to your organisation&apos;s certificates</source>
        <translation>请把 REQUESTS_CA_BUNDLE 设为你所在机构的证书</translation>
    </message>
    <message>
        <source>{hosts} did not deliver {file} as it should be</source>
        <translation>{hosts} 未能正确提供 {file}</translation>
    </message>
    <message>
        <source>Try again later</source>
        <translation>请稍后再试</translation>
    </message>
    <message>
        <source>the network connection to {hosts} broke off</source>
        <translation>与 {hosts} 的网络连接中断</translation>
    </message>
    <message>
        <source>Try again, and it goes on where it stopped</source>
        <translation>请重试，将从中断处继续</translation>
    </message>
    <message>
        <source>there is no network connection to {hosts}</source>
        <translation>没有到 {hosts} 的网络连接</translation>
    </message>
    <message>
        <source>Check the connection (and HTTPS_PROXY, behind a proxy) and try again</source>
        <translation>请检查连接（若使用代理，还有 HTTPS_PROXY）后重试</translation>
    </message>
    <message>
        <source>{title} could not be downloaded: {problem}.</source>
        <translation>无法下载 {title}：{problem}。</translation>
    </message>
    <message>
        <source>{way_out}, or {by_hand}.</source>
        <translation>{way_out}，或{by_hand}。</translation>
    </message>
    <message>
        <source>{title} could not be unpacked: {file} holds more than {most:,} bytes.</source>
        <translation>无法解压 {title}：{file} 超过 {most:,} 字节。</translation>
    </message>
    <message>
        <source>Tell the authors of VAE Explorer, and put the unpacked file there by hand.</source>
        <translation>请告知 VAE Explorer 的作者，并手动放入解压后的文件。</translation>
    </message>
    <message>
        <source>The disk is full: {title} does not fit into {folder}.</source>
        <translation>磁盘已满：{folder} 放不下 {title}。</translation>
    </message>
    <message>
        <source>Free about 70 MB, or choose another folder with --data-dir; then try again.</source>
        <translation>请腾出约 70 MB，或用 --data-dir 另选文件夹，然后重试。</translation>
    </message>
    <message>
        <source>{title} cannot be written to {folder} ({why}).</source>
        <translation>无法把 {title} 写入 {folder}（{why}）。</translation>
    </message>
    <message>
        <source>Choose a folder that you may write to with --data-dir or VAE_EXPLORER_DATA.</source>
        <translation>请用 --data-dir 或 VAE_EXPLORER_DATA 选择可写的文件夹。</translation>
    </message>
    <message>
        <source>cannot be read ({error})</source>
        <translation>无法读取（{error}）</translation>
    </message>
    <message>
        <source>is empty</source>
        <translation>为空</translation>
    </message>
    <message>
        <source>is truncated: {length:,} bytes instead of {expected:,}</source>
        <translation>不完整：只有 {length:,} 字节，应为 {expected:,}</translation>
    </message>
    <message>
        <source>is too long: {length:,} bytes instead of {expected:,}</source>
        <translation>过长：有 {length:,} 字节，应为 {expected:,}</translation>
    </message>
    <message>
        <source>is not an IDX file of images (it starts with {start})</source>
        <translation>不是图像的 IDX 文件（开头为 {start}）</translation>
    </message>
    <message>
        <source>is not an IDX file of labels (it starts with {start})</source>
        <translation>不是标签的 IDX 文件（开头为 {start}）</translation>
    </message>
    <message>
        <source>is truncated after {length} bytes</source>
        <translation>在 {length} 字节后被截断</translation>
    </message>
    <message>
        <source>holds images of {height} x {width} pixels, not 28 x 28</source>
        <translation>中的图像为 {height} x {width} 像素，而非 28 x 28</translation>
    </message>
    <message>
        <source>holds nothing but a header</source>
        <translation>只有文件头</translation>
    </message>
    <message>
        <source>claims to hold {found:,}, more than {most:,}</source>
        <translation>声称有 {found:,} 项，超过 {most:,}</translation>
    </message>
    <message>
        <source>Moons (generated)</source>
        <translation>月相（生成）</translation>
    </message>
    <message>
        <source>The generator of the offline digits, {path}, cannot be used.</source>
        <translation>离线数字的生成器 {path} 无法使用。</translation>
    </message>
    <message>
        <source>Install the program again.</source>
        <translation>请重新安装程序。</translation>
    </message>
    <message>
        <source>Offline digits (generated)</source>
        <translation>离线数字（生成）</translation>
    </message>
    <message>
        <source>{title} is damaged: its file {file} {what}.</source>
        <translation>{title} 已损坏：其文件 {file} {what}。</translation>
    </message>
    <message>
        <source>holds {labels} labels for {images} images</source>
        <translation>有 {labels} 个标签，而图像有 {images} 张</translation>
    </message>
    <message>
        <source>holds the label {label}, but there are {classes} classes</source>
        <translation>含标签 {label}，而类别只有 {classes} 个</translation>
    </message>
    <message>
        <source>{title} is not complete in {folder}: {files} missing.</source>
        <translation>{folder} 中的 {title} 不完整：缺少 {files}。</translation>
    </message>
    <message>
        <source>Download {title}, put its four files there by hand (.gz or unpacked), or name the folder that holds {name}/raw with --data-dir or {variable}.</source>
        <translation>请下载 {title}，或手动放入它的四个文件（.gz 或已解压），或用 --data-dir 或 {variable} 指定含有 {name}/raw 的文件夹。</translation>
    </message>
    <message>
        <source>The {title} file {path} {problem}.</source>
        <translation>{title} 文件 {path} {problem}。</translation>
    </message>
    <message>
        <source>Delete it and download {title} again, or put the right file in its place.</source>
        <translation>请删除它并重新下载 {title}，或换上正确的文件。</translation>
    </message>
    <message>
        <source>torchvision is not installed.</source>
        <translation>未安装 torchvision。</translation>
    </message>
    <message>
        <source>Install it with: python -m pip install torchvision</source>
        <translation>请安装：python -m pip install torchvision</translation>
    </message>
    <message>
        <source>torchvision does not fit the installed torch ({kind}: {error}).</source>
        <translation>torchvision 与已安装的 torch 不匹配（{kind}：{error}）。</translation>
    </message>
    <message>
        <source>Install both from one place: python -m pip install --force-reinstall torch torchvision</source>
        <translation>请从同一处安装两者：python -m pip install --force-reinstall torch torchvision</translation>
    </message>
    <message>
        <source>The configuration is not a table but {value}.</source>
        <translation>配置不是表，而是 {value}。</translation>
    </message>
    <message>
        <source>The configuration&apos;s {name!r} is {value}, which is of the wrong type.</source>
        <translation>配置中的 {name!r} 为 {value}，类型不对。</translation>
    </message>
    <message>
        <source>The configuration&apos;s {name} is nested too deeply.</source>
        <translation>配置中的 {name} 嵌套过深。</translation>
    </message>
    <message>
        <source>pink</source>
        <translation>粉色</translation>
    </message>
    <message>
        <source>red</source>
        <translation>红色</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>灰色</translation>
    </message>
    <message>
        <source>orange</source>
        <translation>橙色</translation>
    </message>
    <message>
        <source>brown</source>
        <translation>棕色</translation>
    </message>
    <message>
        <source>purple</source>
        <translation>紫色</translation>
    </message>
    <message>
        <source>green</source>
        <translation>绿色</translation>
    </message>
    <message>
        <source>yellow</source>
        <translation>黄色</translation>
    </message>
    <message>
        <source>cyan</source>
        <translation>青色</translation>
    </message>
    <message>
        <source>blue</source>
        <translation>蓝色</translation>
    </message>
    <message>
        <source>dark </source>
        <translation>深</translation>
    </message>
    <message>
        <source>pale </source>
        <translation>浅</translation>
    </message>
    <message>
        <source>dull </source>
        <translation>暗淡</translation>
    </message>
    <message>
        <source>Normal quantiles</source>
        <translation>正态分位数</translation>
    </message>
    <message>
        <source>At Φ⁻¹((i + ½)/n): each image stands for an equal share of the prior N(0, I). Of a learned prior, at its own quantiles along each axis.</source>
        <translation>在 Φ⁻¹((i + ½)/n) 处：每张图像代表先验 N(0, I) 的相等份额。学得的先验则在它沿各轴的分位数处。</translation>
    </message>
    <message>
        <source>Normal quantiles 0.05 to 0.95</source>
        <translation>正态分位数 0.05 到 0.95</translation>
    </message>
    <message>
        <source>At Φ⁻¹ of equal steps from 0.05 to 0.95: the middle 90 % of the prior along each axis.</source>
        <translation>在 0.05 到 0.95 等步长的 Φ⁻¹ 处：先验沿各轴的中间 90 %。</translation>
    </message>
    <message>
        <source>Equal steps from −3 to 3</source>
        <translation>−3 到 3 等步长</translation>
    </message>
    <message>
        <source>At equal distances in the plane, from −3 to 3: shows what is far from the prior, too.</source>
        <translation>在平面上从 −3 到 3 等距：也显示远离先验之处。</translation>
    </message>
    <message>
        <source>Quantiles of the codes</source>
        <translation>编码的分位数</translation>
    </message>
    <message>
        <source>At the quantiles (i + ½)/n of the codes along each axis: where the encoder puts images, and not where the prior would have them.</source>
        <translation>在编码沿各轴的分位数 (i + ½)/n 处：编码器放置图像之处，而非先验所期望之处。</translation>
    </message>
    <message>
        <source>This model has no codes to go by.</source>
        <translation>此模型没有可依据的编码。</translation>
    </message>
    <message>
        <source>Choose normal quantiles.</source>
        <translation>请选择正态分位数。</translation>
    </message>
    <message>
        <source>turned to grey</source>
        <translation>已转为灰度</translation>
    </message>
    <message>
        <source>inverted, because its ground was light</source>
        <translation>底色较亮，已反相</translation>
    </message>
    <message>
        <source>its contrast stretched</source>
        <translation>已拉伸对比度</translation>
    </message>
    <message>
        <source>scaled from {width:,} x {height:,} and centred as MNIST’s digits are</source>
        <translation>已从 {width:,} x {height:,} 缩放，并像 MNIST 数字那样居中</translation>
    </message>
    <message>
        <source>its uneven light evened out</source>
        <translation>已校正不均匀光照</translation>
    </message>
    <message>
        <source>There is nothing on the picture that stands out from its ground.</source>
        <translation>图片上没有与底色区别开来的东西。</translation>
    </message>
    <message>
        <source>Choose one of a dark digit on a light ground, or of a light one on a dark ground.</source>
        <translation>请选择亮底暗数字或暗底亮数字的图片。</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <source>{text}.</source>
        <translation>{text}。</translation>
    </message>
    <message>
        <source>scaled from {width:,} x {height:,}</source>
        <translation>已从 {width:,} x {height:,} 缩放</translation>
    </message>
    <message>
        <source>This computer has no {device} device that torch {version} can use.</source>
        <translation>这台电脑没有 torch {version} 能用的 {device} 设备。</translation>
    </message>
    <message>
        <source>Choose the device &apos;auto&apos; or &apos;cpu&apos;.</source>
        <translation>请选择设备 &apos;auto&apos; 或 &apos;cpu&apos;。</translation>
    </message>
    <message>
        <source>each pixel is a coin of its own, black or white; the mean is how often it is white.</source>
        <translation>每个像素是一枚硬币，非黑即白；均值是它为白的频率。</translation>
    </message>
    <message>
        <source>each pixel has a grey of its own, anywhere from black to white.</source>
        <translation>每个像素各有灰度，从黑到白皆可。</translation>
    </message>
    <message>
        <source>the mean with noise of the σ that was chosen on each pixel.</source>
        <translation>均值，每个像素加上选定 σ 的噪声。</translation>
    </message>
    <message>
        <source>the mean with noise of the learned σ, the same on each pixel.</source>
        <translation>均值，加上学得的 σ 的噪声，各像素相同。</translation>
    </message>
    <message>
        <source>the mean with noise where the decoder is unsure: σ is learned for each pixel.</source>
        <translation>均值，在解码器不确定处加噪声：每个像素各学得一个 σ。</translation>
    </message>
    <message>
        <source>the mean with noise on each pixel, of what two components leave unexplained.</source>
        <translation>均值，每个像素加上两个分量未能解释部分的噪声。</translation>
    </message>
    <message>
        <source>a GAN draws its images as they are: there is no noise to draw.</source>
        <translation>GAN 直接绘出图像：没有可抽的噪声。</translation>
    </message>
    <message>
        <source>{what} {way_out}</source>
        <translation>{what}{way_out}</translation>
    </message>
    <message>
        <source>The run was broken off in the middle of step {step:,} and cannot go on.</source>
        <translation>运行在第 {step:,} 步中途被中断，无法继续。</translation>
    </message>
    <message>
        <source>Go on from a saved model.</source>
        <translation>请从已保存的模型继续。</translation>
    </message>
    <message>
        <source>The loss is no longer a finite number after step {step:,}.</source>
        <translation>第 {step:,} 步之后，损失不再是有限的数。</translation>
    </message>
    <message>
        <source>Lower the learning rate (it is {rate:g}) and reset.</source>
        <translation>请降低学习率（现为 {rate:g}）并重置。</translation>
    </message>
    <message>
        <source>Did you mean {name}?</source>
        <translation>是否要找 {name}？</translation>
    </message>
    <message>
        <source>See vae-explorer experiments.</source>
        <translation>参见 vae-explorer experiments。</translation>
    </message>
    <message>
        <source>There is no experiment {name!r:.60}.</source>
        <translation>没有实验 {name!r:.60}。</translation>
    </message>
    <message>
        <source>{measure!r} is of two runs, and needs a &apos;partner&apos;.</source>
        <translation>{measure!r} 涉及两次运行，需要 &apos;partner&apos;。</translation>
    </message>
    <message>
        <source>{measure!r} is of one run, and has no &apos;partner&apos;.</source>
        <translation>{measure!r} 只涉及一次运行，没有 &apos;partner&apos;。</translation>
    </message>
    <message>
        <source>A &apos;tolerance&apos; needs a &apos;value&apos; that it is about.</source>
        <translation>&apos;tolerance&apos; 需要有它所围绕的 &apos;value&apos;。</translation>
    </message>
    <message>
        <source>Overview of variational inference</source>
        <translation>变分推断概述</translation>
    </message>
    <message>
        <source>From theory to practice</source>
        <translation>从理论到实践</translation>
    </message>
    <message>
        <source>Two perspectives</source>
        <translation>两种视角</translation>
    </message>
    <message>
        <source>Notes on a textbook</source>
        <translation>教科书笔记</translation>
    </message>
    <message>
        <source>The distribution of the Zs</source>
        <translation>Z 的分布</translation>
    </message>
    <message>
        <source>Beyond the articles</source>
        <translation>文章之外</translation>
    </message>
    <message>
        <source>Article {number}</source>
        <translation>文章 {number}</translation>
    </message>
    <message>
        <source>nats</source>
        <translation>奈特</translation>
    </message>
    <message>
        <source>Reconstruction plus KL divergence at β = 1, of held-out images: less is better.</source>
        <translation>留出图像在 β = 1 时的重建加 KL 散度：越小越好。</translation>
    </message>
    <message>
        <source>Reconstruction</source>
        <translation>重建</translation>
    </message>
    <message>
        <source>What the decoder pays for each image, given its code.</source>
        <translation>给定编码，解码器为每张图像付出的代价。</translation>
    </message>
    <message>
        <source>KL divergence</source>
        <translation>KL 散度</translation>
    </message>
    <message>
        <source>What the code of an image costs: how far its posterior is from the prior.</source>
        <translation>一张图像的编码的代价：它的后验离先验多远。</translation>
    </message>
    <message>
        <source>What the ELBO bounds from below, added up over the plane.</source>
        <translation>ELBO 是它的下界；在平面上求和得到。</translation>
    </message>
    <message>
        <source>How far the encoder&apos;s posteriors are from the true ones, on average.</source>
        <translation>编码器的后验平均离真后验多远。</translation>
    </message>
    <message>
        <source>Neighbours agree</source>
        <translation>近邻一致</translation>
    </message>
    <message>
        <source>How often the ten nearest codes vote for an image&apos;s class.</source>
        <translation>最近的十个编码投票投中图像类别的比例。</translation>
    </message>
    <message>
        <source>Active dimensions</source>
        <translation>活跃维度</translation>
    </message>
    <message>
        <source>Axes of the plane along which the codes differ at all.</source>
        <translation>平面上编码有所不同的轴数。</translation>
    </message>
    <message>
        <source>KL of the aggregate</source>
        <translation>聚合后验的 KL</translation>
    </message>
    <message>
        <source>How far the codes of all images together are from the prior.</source>
        <translation>所有图像的编码合起来离先验多远。</translation>
    </message>
    <message>
        <source>How much a code says of its image.</source>
        <translation>编码说出了多少关于图像的信息。</translation>
    </message>
    <message>
        <source>Mean σ</source>
        <translation>平均 σ</translation>
    </message>
    <message>
        <source>The standard deviation of a posterior along an axis, on average; the prior&apos;s is 1.</source>
        <translation>后验沿一条轴的标准差，取平均；先验的是 1。</translation>
    </message>
    <message>
        <source>Squared error</source>
        <translation>平方误差</translation>
    </message>
    <message>
        <source>Of the image that is decoded at the code, summed over the pixels.</source>
        <translation>在编码处解码出的图像的误差，对像素求和。</translation>
    </message>
    <message>
        <source>Prior in holes</source>
        <translation>空洞中的先验</translation>
    </message>
    <message>
        <source>How much of the prior lies where the encoder hardly ever puts an image.</source>
        <translation>先验有多少落在编码器几乎不放图像的地方。</translation>
    </message>
    <message>
        <source>Spread of the codes</source>
        <translation>编码的散布</translation>
    </message>
    <message>
        <source>Their standard deviation along an axis; the prior&apos;s is 1.</source>
        <translation>编码沿一条轴的标准差；先验的是 1。</translation>
    </message>
    <message>
        <source>Scatter of the gradient</source>
        <translation>梯度的离散度</translation>
    </message>
    <message>
        <source>How far the gradients of single draws for μ are from their mean, by the estimator that the run was trained with.</source>
        <translation>按该次运行训练所用的估计方法，单次抽样对 μ 的梯度离其均值多远。</translation>
    </message>
    <message>
        <source>Learned σ</source>
        <translation>学得的 σ</translation>
    </message>
    <message>
        <source>The standard deviation of a pixel that the likelihood has learned.</source>
        <translation>似然学到的像素标准差。</translation>
    </message>
    <message>
        <source>|r| of the first axes</source>
        <translation>第一轴的 |r|</translation>
    </message>
    <message>
        <source>How well one run&apos;s z₁ says the other&apos;s: 1 where the axes mean the same.</source>
        <translation>由一次运行的 z₁ 推知另一次的程度：轴的含义相同时为 1。</translation>
    </message>
    <message>
        <source>r of the planes, turned to fit</source>
        <translation>旋转重合后平面的 r</translation>
    </message>
    <message>
        <source>How well the planes agree when one may be turned, mirrored and scaled.</source>
        <translation>其中一个可以旋转、镜像和缩放时，两个平面有多一致。</translation>
    </message>
    <message>
        <source>{run} and {partner}</source>
        <translation>{run} 与 {partner}</translation>
    </message>
    <message>
        <source>{runs}: {measure}</source>
        <translation>{runs}：{measure}</translation>
    </message>
    <message>
        <source>expected {range}</source>
        <translation>预期：{range}</translation>
    </message>
    <message>
        <source>{heading} {value}; {told}.</source>
        <translation>{heading} {value}；{told}。</translation>
    </message>
    <message>
        <source>{heading} {value}.</source>
        <translation>{heading} {value}。</translation>
    </message>
    <message>
        <source>more than {run}, {number}</source>
        <translation>高于 {run} 的 {number}</translation>
    </message>
    <message>
        <source>less than {run}, {number}</source>
        <translation>低于 {run} 的 {number}</translation>
    </message>
    <message>
        <source>at least {number}</source>
        <translation>至少 {number}</translation>
    </message>
    <message>
        <source>at most {number}</source>
        <translation>至多 {number}</translation>
    </message>
    <message>
        <source>experiment</source>
        <translation>实验</translation>
    </message>
    <message>
        <source>there is no panel {name!r}</source>
        <translation>没有面板 {name!r}</translation>
    </message>
    <message>
        <source>there is no layer {name!r}</source>
        <translation>没有图层 {name!r}</translation>
    </message>
    <message>
        <source>there is no run {name!r}</source>
        <translation>没有运行 {name!r}</translation>
    </message>
    <message>
        <source>there is no experiment {name!r}</source>
        <translation>没有实验 {name!r}</translation>
    </message>
    <message>
        <source>; did you mean {near!r}?</source>
        <translation>；是否指 {near!r}？</translation>
    </message>
    <message>
        <source>; choose {choices}.</source>
        <translation>；请选择 {choices}。</translation>
    </message>
    <message>
        <source>.</source>
        <translation>。</translation>
    </message>
    <message>
        <source>A prediction needs at least two choices.</source>
        <translation>预测至少需要两个选项。</translation>
    </message>
    <message>
        <source>&apos;answer&apos; is {answer}, which is none of the choices.</source>
        <translation>&apos;answer&apos; 是 {answer}，不在选项之中。</translation>
    </message>
    <message>
        <source>there are two runs of the name {name!r}.</source>
        <translation>有两次运行都叫 {name!r}。</translation>
    </message>
    <message>
        <source>An experiment needs a run, headed [[runs]].</source>
        <translation>实验至少需要一次运行，以 [[runs]] 开头。</translation>
    </message>
    <message>
        <source>{name!r} is {value}, which is of the wrong type.</source>
        <translation>{name!r} 是 {value}，类型不对。</translation>
    </message>
    <message>
        <source>A change needs the &apos;epoch&apos; at which it is made.</source>
        <translation>改变需要写明发生的 &apos;epoch&apos;。</translation>
    </message>
    <message>
        <source>The run has ended before epoch {epoch:g}: it has {epochs}.</source>
        <translation>运行在第 {epoch:g} 轮之前就结束了：它只有 {epochs} 轮。</translation>
    </message>
    <message>
        <source>A change needs a setting, such as beta = 0.</source>
        <translation>改变需要一项设置，例如 beta = 0。</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>decoded over the plane</source>
        <translation>平面各处的解码</translation>
    </message>
    <message>
        <source>over the plane</source>
        <translation>平面各处</translation>
    </message>
    <message>
        <source>decoded at {place}</source>
        <translation>解码于 {place}</translation>
    </message>
    <message>
        <source>MP4 video</source>
        <translation>MP4 视频</translation>
    </message>
    <message>
        <source>Animated GIF</source>
        <translation>GIF 动画</translation>
    </message>
    <message>
        <source>Folder of PNG pictures</source>
        <translation>PNG 图片文件夹</translation>
    </message>
    <message>
        <source>A film&apos;s name</source>
        <translation>影片的文件名</translation>
    </message>
    <message>
        <source>MP4 files are written by PyAV, which is not installed.</source>
        <translation>MP4 文件由 PyAV 写出，而它尚未安装。</translation>
    </message>
    <message>
        <source>Install it by {command}, or choose .gif or a folder.</source>
        <translation>请用 {command} 安装，或选择 .gif 或文件夹。</translation>
    </message>
    <message>
        <source>{path} is there already, and is no empty folder.</source>
        <translation>{path} 已存在，且不是空文件夹。</translation>
    </message>
    <message>
        <source>Name a folder that is not there, or a file that ends in .mp4 or .gif.</source>
        <translation>请指定一个尚不存在的文件夹，或以 .mp4 或 .gif 结尾的文件。</translation>
    </message>
    <message>
        <source>{key!r} is {value:g} and should be a whole number.</source>
        <translation>{key!r} 为 {value:g}，而它应为整数。</translation>
    </message>
    <message>
        <source>there is no layer {name!r}; choose {layers}.</source>
        <translation>没有图层 {name!r}；请选择 {layers}。</translation>
    </message>
    <message>
        <source>from {start} to {end} is no time; &apos;to&apos; is later than &apos;from&apos;.</source>
        <translation>从{start}到{end}不是一段时间；&apos;to&apos; 应晚于 &apos;from&apos;。</translation>
    </message>
    <message>
        <source>there are both &apos;seconds&apos; and a &apos;speed&apos;; one follows from the other.</source>
        <translation>&apos;seconds&apos; 和 &apos;speed&apos; 同时出现；其中一个可由另一个推出。</translation>
    </message>
    <message>
        <source>{key!r} is {value}; write a number of epochs, such as 2.5, or &apos;step 400&apos;, &apos;start&apos; or &apos;end&apos;.</source>
        <translation>{key!r} 为 {value}；请写轮数，例如 2.5，或 &apos;step 400&apos;、&apos;start&apos;、&apos;end&apos;。</translation>
    </message>
    <message>
        <source>A caption needs &apos;from&apos; and &apos;to&apos;, in seconds of the film.</source>
        <translation>字幕需要 &apos;from&apos; 和 &apos;to&apos;，以影片的秒数计。</translation>
    </message>
    <message>
        <source>the caption ends at {end:g} s and begins at {start:g} s.</source>
        <translation>字幕在 {end:g} 秒结束，却在 {start:g} 秒开始。</translation>
    </message>
    <message>
        <source>Nothing is kept of this run that a film could show.</source>
        <translation>这次运行没有保留可供影片显示的内容。</translation>
    </message>
    <message>
        <source>Train it with its history kept, or choose another run.</source>
        <translation>请在保留历史的情况下训练它，或选择另一次运行。</translation>
    </message>
    <message>
        <source>The run has no digit #{row}: {count:,} are kept, from #0 on.</source>
        <translation>运行中没有数字 #{row}：保留了 {count:,} 个，从 #0 起。</translation>
    </message>
    <message>
        <source>{loss}, test</source>
        <translation>{loss}，测试</translation>
    </message>
    <message>
        <source>{loss}, train</source>
        <translation>{loss}，训练</translation>
    </message>
    <message>
        <source>The film is to go from {start} to the {end}, and there is nothing between them.</source>
        <translation>影片要从{start}到{end}，而两者之间没有任何内容。</translation>
    </message>
    <message>
        <source>Choose moments that follow each other.</source>
        <translation>请选择先后相继的时刻。</translation>
    </message>
    <message>
        <source>The film is to last {total:g} s, and its stretches with a time of their own take {said:g} s already.</source>
        <translation>影片应长 {total:g} 秒，而自定时长的各段已占 {said:g} 秒。</translation>
    </message>
    <message>
        <source>Make it longer.</source>
        <translation>请加长影片。</translation>
    </message>
    <message>
        <source>Mosaic behind the dots</source>
        <translation>点后面的解码图</translation>
    </message>
    <message>
        <source>Dots</source>
        <translation>点</translation>
    </message>
    <message>
        <source>Rings of the prior</source>
        <translation>先验的圆环</translation>
    </message>
    <message>
        <source>Names of the classes</source>
        <translation>类别名称</translation>
    </message>
    <message>
        <source>Decoded image</source>
        <translation>解码图像</translation>
    </message>
    <message>
        <source>Mosaic beside the plot</source>
        <translation>图旁的解码图</translation>
    </message>
    <message>
        <source>Epoch and loss</source>
        <translation>轮次与损失</translation>
    </message>
    <message>
        <source>Curve of the loss</source>
        <translation>损失曲线</translation>
    </message>
    <message>
        <source>step {step:,}</source>
        <translation>第 {step:,} 步</translation>
    </message>
    <message>
        <source>step {step:,g}</source>
        <translation>第 {step:,g} 步</translation>
    </message>
    <message>
        <source>epoch {epoch:.4g}</source>
        <translation>第 {epoch:.4g} 轮</translation>
    </message>
    <message>
        <source>epoch {epoch:,g}</source>
        <translation>第 {epoch:,g} 轮</translation>
    </message>
    <message>
        <source>The film is to show {moment}, and what is kept of the run ends at {end}.</source>
        <translation>影片要显示{moment}，而运行中保留的内容到{end}为止。</translation>
    </message>
    <message>
        <source>Choose an earlier moment.</source>
        <translation>请选择更早的时刻。</translation>
    </message>
    <message>
        <source>end</source>
        <comment>of a run</comment>
        <translation>末尾</translation>
    </message>
    <message>
        <source>step {step:g}</source>
        <translation>第 {step:g} 步</translation>
    </message>
    <message>
        <source>epoch {epoch:g}</source>
        <translation>第 {epoch:g} 轮</translation>
    </message>
    <message>
        <source>{text} is no size: write {sizes}.</source>
        <translation>{text} 不是尺寸：请写 {sizes}。</translation>
    </message>
    <message>
        <source>The size {size} is not within {low} to {high}.</source>
        <translation>尺寸 {size} 不在 {low} 至 {high} 之间。</translation>
    </message>
    <message>
        <source>The size {size} is odd, and films have even sides.</source>
        <translation>尺寸 {size} 是奇数，而影片的边长须为偶数。</translation>
    </message>
    <message>
        <source>The size {size} is higher than wide, which no film here is.</source>
        <translation>尺寸 {size} 高大于宽，这里的影片不能如此。</translation>
    </message>
    <message>
        <source>PCA is for images of up to {most:,} numbers, and these have {found:,}.</source>
        <translation>PCA 适用于至多 {most:,} 个数的图像，而这些有 {found:,} 个。</translation>
    </message>
    <message>
        <source>Choose another regime, or smaller images.</source>
        <translation>请另选训练方式，或更小的图像。</translation>
    </message>
    <message>
        <source>{first} or {second}</source>
        <translation>{first} 或 {second}</translation>
    </message>
    <message>
        <source>looks like {classes}</source>
        <translation>像是 {classes}</translation>
    </message>
    <message>
        <source>an {name}</source>
        <translation>{name}</translation>
    </message>
    <message>
        <source>a {name}</source>
        <translation>{name}</translation>
    </message>
    <message>
        <source>q is not where the posterior is: it misses the peak.</source>
        <translation>q 不在后验所在之处：它错过了峰。</translation>
    </message>
    <message>
        <source>{count} peaks: q covers both.</source>
        <translation>{count}个峰：q 全都覆盖。</translation>
    </message>
    <message>
        <source>{count} peaks: q covers all.</source>
        <translation>{count}个峰：q 全部覆盖。</translation>
    </message>
    <message>
        <source>{count} peaks: q covers none of them.</source>
        <translation>{count}个峰：q 一个也没覆盖。</translation>
    </message>
    <message>
        <source>{count} peaks: q covers {some}, and not the highest.</source>
        <translation>{count}个峰：q 覆盖{some}个，但不含最高峰。</translation>
    </message>
    <message>
        <source>{count} peaks: q covers {some}.</source>
        <translation>{count}个峰：q 覆盖{some}个。</translation>
    </message>
    <message>
        <source>one</source>
        <comment>of peaks</comment>
        <translation>一</translation>
    </message>
    <message>
        <source>two</source>
        <comment>of peaks</comment>
        <translation>两</translation>
    </message>
    <message>
        <source>three</source>
        <comment>of peaks</comment>
        <translation>三</translation>
    </message>
    <message>
        <source>four</source>
        <comment>of peaks</comment>
        <translation>四</translation>
    </message>
    <message>
        <source>five</source>
        <comment>of peaks</comment>
        <translation>五</translation>
    </message>
    <message>
        <source>The networks give no finite number for this image.</source>
        <translation>网络对此图像没有给出有限数。</translation>
    </message>
    <message>
        <source>Grey pixels are no draws of a Bernoulli distribution: this log p(x) is that of a surrogate.</source>
        <translation>灰度像素不是伯努利分布的抽样：此 log p(x) 只是替代量。</translation>
    </message>
    <message>
        <source>Each pixel was drawn black or white, once: the figures are of that image.</source>
        <translation>每个像素随机取一次黑或白：这些数值属于那张图像。</translation>
    </message>
    <message>
        <source>The figures are of the image in black and white, cut at one half.</source>
        <translation>这些数值属于以二分之一为界的黑白图像。</translation>
    </message>
    <message>
        <source>The posterior is too long or too narrow for the lattice: it may be off.</source>
        <translation>后验对格点来说太长或太窄：结果可能有偏差。</translation>
    </message>
    <message>
        <source>A code is not a finite number, so that there is nothing to add up.</source>
        <translation>有编码不是有限数，无法求和。</translation>
    </message>
    <message>
        <source>The codes are spread so widely that a grid {spacing:g} apart would have {points:,} points; {most:,} are the most.</source>
        <translation>编码散布太广，间距 {spacing:g} 的网格会有 {points:,} 个点；最多 {most:,} 个。</translation>
    </message>
    <message>
        <source>The codes of an autoencoder are points: there is no draw whose gradient could scatter.</source>
        <translation>自编码器的编码是点：没有抽样，梯度也就不会散开。</translation>
    </message>
    <message>
        <source>The encoder of this model is not here, so that there is no q to compare.</source>
        <translation>此模型的编码器不在这里，没有 q 可以比较。</translation>
    </message>
    <message>
        <source>autoencoder</source>
        <translation>自编码器</translation>
    </message>
    <message>
        <source>There is no p(x) and no posterior: it is {word}.</source>
        <translation>{word}没有 p(x)，也没有后验。</translation>
    </message>
    <message>
        <source>A code is not a finite number, so that there is no region to decode.</source>
        <translation>有编码不是有限数，没有可解码的区域。</translation>
    </message>
    <message>
        <source>mean image</source>
        <translation>平均图像</translation>
    </message>
    <message>
        <source>perfect</source>
        <translation>完美</translation>
    </message>
    <message>
        <source>PCA, 2 components</source>
        <translation>PCA，2 个分量</translation>
    </message>
    <message>
        <source>Most ambiguous</source>
        <translation>最含糊</translation>
    </message>
    <message>
        <source>Digits whose true posterior has the most outside its main peak: over a twentieth.</source>
        <translation>真实后验在主峰之外最多的数字：超过二十分之一。</translation>
    </message>
    <message>
        <source>part of p(z|x) outside its main peak</source>
        <translation>p(z|x) 在主峰之外的部分</translation>
    </message>
    <message>
        <source>Worst gap</source>
        <translation>差距最大</translation>
    </message>
    <message>
        <source>Digits whose ELBO is farthest below log p(x).</source>
        <translation>ELBO 比 log p(x) 低得最多的数字。</translation>
    </message>
    <message>
        <source>log p(x) − ELBO</source>
        <translation>log p(x) − ELBO</translation>
    </message>
    <message>
        <source>Wrong mode</source>
        <translation>峰不对</translation>
    </message>
    <message>
        <source>Digits whose code is far from the mode of the true posterior: over half a unit.</source>
        <translation>编码远离真实后验之峰的数字：超过半个单位。</translation>
    </message>
    <message>
        <source>distance of the code from the mode</source>
        <translation>编码到峰的距离</translation>
    </message>
    <message>
        <source>units</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Worst reconstructed</source>
        <translation>重建最差</translation>
    </message>
    <message>
        <source>Digits that are explained worst where the encoder puts them: −E[log p(x given z)].</source>
        <translation>在编码器所给之处解释得最差的数字：−E[log p(x | z)]。</translation>
    </message>
    <message>
        <source>−E[log p(x given z)]</source>
        <translation>−E[log p(x | z)]</translation>
    </message>
    <message>
        <source>There is no p(x), and no posterior: it is {word}.</source>
        <translation>{word}没有 p(x)，也没有后验。</translation>
    </message>
    <message>
        <source>Show a variational autoencoder.</source>
        <translation>请显示一个变分自编码器。</translation>
    </message>
    <message>
        <source>Prior p(z)</source>
        <translation>先验 p(z)</translation>
    </message>
    <message>
        <source>Prior</source>
        <translation>先验</translation>
    </message>
    <message>
        <source>Draw z from the prior, as the model assumes; the encoder may never have been there.</source>
        <translation>按模型的假设从先验抽取 z；编码器可能从未到过那里。</translation>
    </message>
    <message>
        <source>Gaussian fitted to q(z)</source>
        <translation>拟合 q(z) 的高斯</translation>
    </message>
    <message>
        <source>Gaussian</source>
        <translation>高斯</translation>
    </message>
    <message>
        <source>Draw z from one Gaussian with the mean and the covariance of the aggregate posterior.</source>
        <translation>从一个高斯抽取 z，其均值和协方差与聚合后验相同。</translation>
    </message>
    <message>
        <source>Mixture fitted to q(z)</source>
        <translation>拟合 q(z) 的混合</translation>
    </message>
    <message>
        <source>Mixture</source>
        <translation>混合</translation>
    </message>
    <message>
        <source>Draw z from a mixture of Gaussians that expectation maximisation fits to q(z).</source>
        <translation>从高斯混合抽取 z，该混合由期望最大化拟合到 q(z)。</translation>
    </message>
    <message>
        <source>Encode, then sample</source>
        <translation>先编码，再抽样</translation>
    </message>
    <message>
        <source>Encoded</source>
        <translation>经编码</translation>
    </message>
    <message>
        <source>Draw a digit, then z from its own posterior q(z given x): a draw from q(z) itself.</source>
        <translation>先抽一个数字，再从它自己的后验 q(z | x) 抽取 z：即从 q(z) 本身抽样。</translation>
    </message>
    <message>
        <source>Draw from the prior.</source>
        <translation>请从先验抽样。</translation>
    </message>
    <message>
        <source>No real image is like it: the nearest differs by {distance:.1f} pixels.</source>
        <translation>没有真实图像与它相似：最近的相差 {distance:.1f} 个像素。</translation>
    </message>
    <message>
        <source>Between classes: only {some} of the {all} nearest codes are of the class {name}.</source>
        <translation>在类别之间：最近的 {all} 个编码中只有 {some} 个属于类别 {name}。</translation>
    </message>
    <message>
        <source>The encoder puts it elsewhere, {away:.2f} away.</source>
        <translation>编码器把它放在别处，相距 {away:.2f}。</translation>
    </message>
    <message>
        <source>Among data: {part:.0%} of the {all} nearest codes are of the class {name}.</source>
        <translation>在数据之中：最近的 {all} 个编码有 {part:.0%} 属于类别 {name}。</translation>
    </message>
    <message>
        <source>Far from all data: the density here is {times} the median.</source>
        <translation>远离所有数据：此处密度是中位数的 {times}。</translation>
    </message>
    <message>
        <source>Far from all data: the density here is {times} the median, and the nearest code is {away:.2f} away.</source>
        <translation>远离所有数据：此处密度是中位数的 {times}，最近的编码相距 {away:.2f}。</translation>
    </message>
    <message>
        <source>under a millionth of</source>
        <translation>1/1,000,000 以下</translation>
    </message>
    <message>
        <source>{factor} ×</source>
        <translation>{factor} 倍</translation>
    </message>
    <message>
        <source>1/{divisor:,} of</source>
        <translation>1/{divisor:,}</translation>
    </message>
    <message>
        <source>There is no p(x): it is {word}.</source>
        <translation>{word}没有 p(x)。</translation>
    </message>
    <message>
        <source>For some images the decoder gives no finite number.</source>
        <translation>对某些图像，解码器没有给出有限数。</translation>
    </message>
    <message>
        <source>Grey pixels are no draws of a Bernoulli distribution: this log p(x) is that of a surrogate, to be compared with others of the same kind alone.</source>
        <translation>灰度像素不是伯努利分布的抽样：此 log p(x) 只是替代量，只能与同类相比。</translation>
    </message>
    <message>
        <source>The posteriors of {rough:,} of {images:,} images are too narrow or too long for the lattice: theirs may be off by a nat.</source>
        <translation>{images:,} 张图像中有 {rough:,} 张的后验对格点来说太窄或太长：其值可能相差一奈特。</translation>
    </message>
    <message>
        <source>Images of {height} x {width} pixels are too small for {number} convolutions, each of which halves them.</source>
        <translation>{height} x {width} 像素的图像对 {number} 层卷积来说太小，每层都会使其减半。</translation>
    </message>
    <message>
        <source>Give fewer channel counts, or take a dense network.</source>
        <translation>请减少通道数的个数，或改用全连接网络。</translation>
    </message>
    <message>
        <source>{size} images</source>
        <translation>{size} 张图像</translation>
    </message>
    <message>
        <source>The encoder of this run was not recorded: its layers could not be told.</source>
        <translation>此运行的编码器未被记录：无法辨认它的各层。</translation>
    </message>
    <message>
        <source>The codes that are shown are its own; other images cannot be encoded.</source>
        <translation>所示编码是它自己的；其他图像无法编码。</translation>
    </message>
    <message>
        <source>Bernoulli (grey pixels)</source>
        <translation>伯努利（灰度像素）</translation>
    </message>
    <message>
        <source>Bernoulli (pixels drawn black or white)</source>
        <translation>伯努利（像素随机取黑或白）</translation>
    </message>
    <message>
        <source>Bernoulli (black or white at ½)</source>
        <translation>伯努利（以 ½ 分黑白）</translation>
    </message>
    <message>
        <source>Continuous Bernoulli</source>
        <translation>连续伯努利</translation>
    </message>
    <message>
        <source>Importance-weighted</source>
        <translation>重要性加权</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>正态</translation>
    </message>
    <message>
        <source>Uniform (a mistake)</source>
        <translation>均匀（错误）</translation>
    </message>
    <message>
        <source>Sum</source>
        <translation>求和</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>Likelihood</source>
        <translation>似然</translation>
    </message>
    <message>
        <source>How the reconstruction of an image is compared with it.</source>
        <translation>如何将重建与原图像比较。</translation>
    </message>
    <message>
        <source>Variance σ²</source>
        <translation>方差 σ²</translation>
    </message>
    <message>
        <source>Of a pixel, for the Gaussian that does not learn it: ½ is plain squared error, less lets the reconstruction count for more.</source>
        <translation>不学习方差的高斯中每个像素的方差：½ 即普通平方误差，越小重建的份量越重。</translation>
    </message>
    <message>
        <source>variance</source>
        <translation>方差</translation>
    </message>
    <message>
        <source>Posterior</source>
        <translation>后验</translation>
    </message>
    <message>
        <source>What is said of z for an image: by an encoder a Gaussian to draw it from; for each image a Gaussian of its own, without an encoder; or one point, which makes a plain autoencoder.</source>
        <translation>对一张图像的 z 作何断言：由编码器给出用来抽样的高斯；无编码器、每张图像各有一个高斯；或一个点，即普通自编码器。</translation>
    </message>
    <message>
        <source>Where codes are expected: at the standard normal distribution, or at a mixture of Gaussians that is learned with the rest, freely or as the posteriors of learned images.</source>
        <translation>预期编码所在之处：标准正态分布，或随其他部分一同学习的高斯混合——自由学习，或作为学得的图像的后验。</translation>
    </message>
    <message>
        <source>Components</source>
        <translation>分量</translation>
    </message>
    <message>
        <source>How many Gaussians a learned prior is a mixture of.</source>
        <translation>学得的先验由多少个高斯混合而成。</translation>
    </message>
    <message>
        <source>number of components</source>
        <translation>分量数</translation>
    </message>
    <message>
        <source>How the distance of the codes from the prior is computed.</source>
        <translation>如何计算编码与先验的距离。</translation>
    </message>
    <message>
        <source>KL estimator</source>
        <translation>KL 估计</translation>
    </message>
    <message>
        <source>Bound</source>
        <translation>下界</translation>
    </message>
    <message>
        <source>The ELBO is a mean over samples of z; the importance-weighted bound has them inside the logarithm, and is tighter with each further one.</source>
        <translation>ELBO 是对 z 的样本取平均；重要性加权下界把样本放在对数之内，样本越多越紧。</translation>
    </message>
    <message>
        <source>Samples of z</source>
        <translation>z 的样本数</translation>
    </message>
    <message>
        <source>How many are drawn for each image and step: M of the ELBO, K of the importance-weighted bound. Each costs as much as a pass through the decoder.</source>
        <translation>每张图像每步抽多少个：ELBO 的 M，重要性加权下界的 K。每个都要经过一次解码器。</translation>
    </message>
    <message>
        <source>number of samples</source>
        <translation>样本数</translation>
    </message>
    <message>
        <source>Regime</source>
        <translation>训练方式</translation>
    </message>
    <message>
        <source>How encoder and decoder are trained beside each other. Separate losses, one after the other, and random z train the encoder on the KL divergence alone. A GAN has a discriminator in place of the encoder. PCA is not trained: it is the best linear model.</source>
        <translation>编码器与解码器如何一起训练。分开的损失、先后训练和随机 z 只按 KL 散度训练编码器。GAN 以判别器代替编码器。PCA 无需训练：它是最好的线性模型。</translation>
    </message>
    <message>
        <source>Gradient</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>How the encoder&apos;s gradient is estimated from draws of z: by the slope of the loss at the draw, or by the score function, the loss times the slope of ln q(z given x).</source>
        <translation>如何由 z 的抽样估计编码器的梯度：用抽样处损失的斜率，或用得分函数，即损失乘以 ln q(z | x) 的斜率。</translation>
    </message>
    <message>
        <source>gradient estimator</source>
        <translation>梯度估计</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>噪声</translation>
    </message>
    <message>
        <source>What ε is in z = μ + σ ε. Uniform from 0 to 1, as rand gives where randn was meant, is a common mistake: the decoder sees one corner of each posterior, and not its centre.</source>
        <translation>z = μ + σ ε 中的 ε。0 到 1 的均匀分布（本该用 randn 却用了 rand）是常见错误：解码器只见每个后验的一角，而非中心。</translation>
    </message>
    <message>
        <source>KL warm-up</source>
        <translation>KL 预热</translation>
    </message>
    <message>
        <source>Epochs in which the weight of the KL divergence rises from 0 to β.</source>
        <translation>KL 散度的权重从 0 升到 β 所用的轮数。</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>The sum over pixels is the model&apos;s. Their mean is a common mistake: it makes the KL divergence count as much as with β at the number of pixels, 784 for 28 × 28.</source>
        <translation>模型要求对像素求和。取均值是常见错误：KL 散度的份量会如同 β 等于像素数，28 × 28 时为 784。</translation>
    </message>
    <message>
        <source>reduction</source>
        <translation>归约方式</translation>
    </message>
    <message>
        <source>How strongly the codes are pulled towards the prior: 1 is the plain VAE, more gives a tidier plane and blurrier digits.</source>
        <translation>编码被拉向先验的强度：1 为普通 VAE，更大则平面更整齐、数字更模糊。</translation>
    </message>
    <message>
        <source>β must be a number from 0 to 10,000.</source>
        <translation>β 必须是 0 到 10,000 的数。</translation>
    </message>
    <message>
        <source>β is not a number: write it with a point, such as 0.5.</source>
        <translation>β 不是数：请用小数点书写，例如 0.5。</translation>
    </message>
    <message>
        <source>Closed form</source>
        <translation>解析</translation>
    </message>
    <message>
        <source>Monte Carlo</source>
        <translation>蒙特卡洛</translation>
    </message>
    <message>
        <source>Reparameterised</source>
        <translation>重参数化</translation>
    </message>
    <message>
        <source>Score function</source>
        <translation>得分函数</translation>
    </message>
    <message>
        <source>The score function uses the loss at a draw, and not its slope: far noisier than reparameterisation, and slower to learn by.</source>
        <translation>得分函数只用抽样处的损失，不用其斜率：噪声远大于重参数化，学得也更慢。</translation>
    </message>
    <message>
        <source>Gaussian (σ² chosen)</source>
        <translation>高斯（选定 σ²）</translation>
    </message>
    <message>
        <source>Gaussian (one learned σ²)</source>
        <translation>高斯（学得的单个 σ²）</translation>
    </message>
    <message>
        <source>Gaussian (a learned σ² per pixel)</source>
        <translation>高斯（每像素学得的 σ²）</translation>
    </message>
    <message>
        <source>PCA</source>
        <translation>PCA 模型</translation>
    </message>
    <message>
        <source>Nothing is trained: one step finds the best linear model, probabilistic PCA. Its ELBO is log p(x).</source>
        <translation>无需训练：一步求得最好的线性模型，即概率 PCA。它的 ELBO 就是 log p(x)。</translation>
    </message>
    <message>
        <source>GAN</source>
        <translation>GAN 模型</translation>
    </message>
    <message>
        <source>squared error</source>
        <translation>平方误差</translation>
    </message>
    <message>
        <source>a GAN has no encoder: dots are at the nearest image that it draws</source>
        <translation>GAN 没有编码器：点位于它所绘的最近图像处</translation>
    </message>
    <message>
        <source>A discriminator teaches the decoder, and there is no encoder. No likelihood either: such a model has no ELBO and no log p(x).</source>
        <translation>由判别器教解码器，没有编码器。也没有似然：这样的模型没有 ELBO，也没有 log p(x)。</translation>
    </message>
    <message>
        <source>Another program trains it, and has recorded what came out.</source>
        <translation>由另一个程序训练，并记录了结果。</translation>
    </message>
    <message>
        <source>recorded as images on a grid; what is between them is blended</source>
        <translation>记录为网格上的图像；其间由混合得到</translation>
    </message>
    <message>
        <source>Gaussian around a linear mean</source>
        <translation>以线性均值为中心的高斯</translation>
    </message>
    <message>
        <source>Diagonal Gaussian</source>
        <translation>对角高斯</translation>
    </message>
    <message>
        <source>Mean-field (no encoder)</source>
        <translation>平均场（无编码器）</translation>
    </message>
    <message>
        <source>mean-field</source>
        <translation>平均场</translation>
    </message>
    <message>
        <source>No encoder: each training image has a mean and a variance of its own, the first 1,000 unless Images says otherwise, so that epochs are short: give it hundreds. Held-out images are fitted to the decoder, 500 of them while it trains.</source>
        <translation>没有编码器：每张训练图像各有均值和方差；除非“图像”另有说明，只用前 1,000 张，因此每轮很短：请给几百轮。留出图像按解码器拟合，训练时拟合其中 500 张。</translation>
    </message>
    <message>
        <source>Point (autoencoder)</source>
        <translation>点（自编码器）</translation>
    </message>
    <message>
        <source>A plain autoencoder: nothing is drawn, and there is no KL divergence. Its loss is a reconstruction, and no ELBO.</source>
        <translation>普通自编码器：不抽样，也没有 KL 散度。它的损失是重建，不是 ELBO。</translation>
    </message>
    <message>
        <source>Standard normal N(0, I)</source>
        <translation>标准正态 N(0, I)</translation>
    </message>
    <message>
        <source>Learned mixture of Gaussians</source>
        <translation>学得的高斯混合</translation>
    </message>
    <message>
        <source>The prior moves to where the codes are, and is drawn as one ellipse for each Gaussian.</source>
        <translation>先验会移向编码所在之处，每个高斯画成一个椭圆。</translation>
    </message>
    <message>
        <source>VampPrior (learned images, encoded)</source>
        <translation>VampPrior（学得的图像，经编码）</translation>
    </message>
    <message>
        <source>The prior is the mean posterior of images that are learned, which begin as ones of the data set.</source>
        <translation>先验是学得的图像的平均后验，这些图像起初取自数据集。</translation>
    </message>
    <message>
        <source>Joint</source>
        <translation>联合</translation>
    </message>
    <message>
        <source>Separate losses</source>
        <translation>分开的损失</translation>
    </message>
    <message>
        <source>Encoder, then decoder</source>
        <translation>先编码器，后解码器</translation>
    </message>
    <message>
        <source>encoder on the KL alone</source>
        <translation>只按 KL 训练编码器</translation>
    </message>
    <message>
        <source>decoder, the encoder frozen</source>
        <translation>训练解码器，冻结编码器</translation>
    </message>
    <message>
        <source>Decoder on random z</source>
        <translation>解码器用随机 z</translation>
    </message>
    <message>
        <source>PCA, in closed form</source>
        <translation>PCA（解析）</translation>
    </message>
    <message>
        <source>Adversarial (GAN)</source>
        <translation>对抗（GAN）</translation>
    </message>
    <message>
        <source>Recorded elsewhere</source>
        <translation>在别处记录</translation>
    </message>
    <message>
        <source>Animated GIF, there and back</source>
        <translation>GIF 动画，往返</translation>
    </message>
    <message>
        <source>MP4 video, there and back</source>
        <translation>MP4 视频，往返</translation>
    </message>
    <message>
        <source>PNG strip, all images side by side</source>
        <translation>PNG 条带，所有图像并排</translation>
    </message>
    <message>
        <source>NumPy arrays: points, images, waypoints</source>
        <translation>NumPy 数组：点、图像、途经点</translation>
    </message>
    <message>
        <source>A path&apos;s file</source>
        <translation>路径文件</translation>
    </message>
    <message>
        <source>The importance-weighted bound weighs each draw: choose the Monte Carlo KL for it.</source>
        <translation>重要性加权下界给每次抽样加权：请选择蒙特卡洛 KL。</translation>
    </message>
    <message>
        <source>The importance-weighted bound is of the joint training alone.</source>
        <translation>重要性加权下界只用于联合训练。</translation>
    </message>
    <message>
        <source>A warm-up of {warm_up:g} epochs is longer than the run of {epochs}.</source>
        <translation>{warm_up:g} 轮的预热比 {epochs} 轮的运行还长。</translation>
    </message>
    <message>
        <source>An autoencoder draws nothing that a bound could weigh: leave the bound at ELBO, or choose a posterior with a density.</source>
        <translation>自编码器不抽样，下界无从加权：请把下界留在 ELBO，或选择有密度的后验。</translation>
    </message>
    <message>
        <source>Without an encoder there is none to train apart: choose the joint regime, or another posterior.</source>
        <translation>没有编码器就无法将其单独训练：请选择联合训练，或另选后验。</translation>
    </message>
    <message>
        <source>Held-out images are fitted by the ELBO where there is no encoder: leave the bound at ELBO, or choose another posterior.</source>
        <translation>没有编码器时，留出图像按 ELBO 拟合：请把下界留在 ELBO，或另选后验。</translation>
    </message>
    <message>
        <source>An autoencoder has no density whose score could be taken: choose the reparameterised gradient, or a posterior with a density.</source>
        <translation>自编码器没有可求得分的密度：请选择重参数化梯度，或有密度的后验。</translation>
    </message>
    <message>
        <source>The score function here is of the ELBO: choose the reparameterised gradient for another bound.</source>
        <translation>这里的得分函数针对 ELBO：其他下界请选择重参数化梯度。</translation>
    </message>
    <message>
        <source>Only in the joint regime does the encoder follow the reconstruction, which is what the score function is for.</source>
        <translation>只有联合训练时编码器才跟随重建，得分函数正是为此。</translation>
    </message>
    <message>
        <source>An autoencoder has no KL divergence to train its encoder on alone: choose the joint regime, or a posterior with a density.</source>
        <translation>自编码器没有 KL 散度可单独训练编码器：请选择联合训练，或有密度的后验。</translation>
    </message>
    <message>
        <source>From a mixture there is no KL divergence in closed form: choose the Monte Carlo KL for a learned prior.</source>
        <translation>相对混合分布的 KL 散度没有解析形式：学得的先验请用蒙特卡洛 KL。</translation>
    </message>
    <message>
        <source>An encoder that is trained on the KL divergence alone and a prior that is learned only chase each other: choose the joint regime, or N(0, I).</source>
        <translation>只按 KL 散度训练的编码器与学得的先验只会互相追逐：请选择联合训练，或 N(0, I)。</translation>
    </message>
    <message>
        <source>Mean-field posteriors are fitted to held-out images by their divergence from N(0, I), and there is no encoder for a VampPrior: choose N(0, I), or an amortised posterior.</source>
        <translation>平均场后验按其与 N(0, I) 的散度拟合留出图像，且没有编码器可用于 VampPrior：请选择 N(0, I)，或摊销后验。</translation>
    </message>
    <message>
        <source>With β = 0, z is still drawn from q(z | x): this is no autoencoder. The posterior “{title}” makes one.</source>
        <translation>β = 0 时，z 仍从 q(z | x) 抽样：这不是自编码器。选后验“{title}”才是。</translation>
    </message>
    <message>
        <source>Nor were {more} more found.</source>
        <translation>另有 {more} 项也未找到。</translation>
    </message>
    <message>
        <source>None of these images is of class {name}.</source>
        <translation>这些图像中没有类别 {name}。</translation>
    </message>
    <message>
        <source>There is no class {name}.</source>
        <translation>没有类别{name}。</translation>
    </message>
    <message>
        <source>{text} is neither an index such as #115 nor a class.</source>
        <translation>{text}既不是 #115 这样的序号，也不是类别。</translation>
    </message>
    <message>
        <source>There is no #{row}: there are none.</source>
        <translation>没有 #{row}：一个也没有。</translation>
    </message>
    <message>
        <source>There is no #{row}: the last is #{last}.</source>
        <translation>没有 #{row}：最后一个是 #{last}。</translation>
    </message>
    <message>
        <source>Basics</source>
        <translation>基本</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Objective</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Optimiser</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>硬件</translation>
    </message>
    <message>
        <source>The {noun} cannot have this value.</source>
        <translation>{noun}不能取这个值。</translation>
    </message>
    <message>
        <source>The {noun} cannot be read.</source>
        <translation>{noun}无法读取。</translation>
    </message>
    <message>
        <source>The {noun} is {value}; choose {keys}.</source>
        <translation>{noun}为 {value}；请选择 {keys}。</translation>
    </message>
    <message>
        <source>The {noun} must be from {low:,g} to {high:,g}.</source>
        <translation>{noun}必须在 {low:,g} 到 {high:,g} 之间。</translation>
    </message>
    <message>
        <source>The {noun} is not a number: write it with a point, such as 0.5.</source>
        <translation>{noun}不是数：请用小数点书写，例如 0.5。</translation>
    </message>
    <message>
        <source>The {noun} must be a whole number from {low:,} to {high:,}.</source>
        <translation>{noun}必须是 {low:,} 到 {high:,} 的整数。</translation>
    </message>
    <message>
        <source>The {noun} is not a whole number: write digits only, such as 42.</source>
        <translation>{noun}不是整数：请只写数字，例如 42。</translation>
    </message>
    <message>
        <source>Give 1 to {most} {noun}, such as 512, 256.</source>
        <translation>请给出 1 到 {most} 个{noun}，例如 512, 256。</translation>
    </message>
    <message>
        <source>Each layer width must be a whole number from 1 to {widest:,}.</source>
        <translation>每个层宽必须是 1 到 {widest:,} 的整数。</translation>
    </message>
    <message>
        <source>Write the {noun} as whole numbers with commas, such as 512, 256.</source>
        <translation>请把{noun}写成以英文逗号分隔的整数，例如 512, 256。</translation>
    </message>
    <message>
        <source>The images are {found}, but the model was trained on {shape}.</source>
        <translation>图像为 {found}，而模型训练时用的是 {shape}。</translation>
    </message>
    <message>
        <source>Choose the data set that it was trained on.</source>
        <translation>请选择训练时所用的数据集。</translation>
    </message>
    <message>
        <source>{path} is a folder</source>
        <translation>{path} 是文件夹</translation>
    </message>
    <message>
        <source>{file} could not be saved in {folder}: {reason}.</source>
        <translation>无法将 {file} 保存到 {folder}：{reason}。</translation>
    </message>
    <message>
        <source>Choose another folder, or make room, and save again.</source>
        <translation>请另选文件夹，或腾出空间，然后再次保存。</translation>
    </message>
    <message>
        <source>This installation lacks the bundled model.</source>
        <translation>此安装缺少自带模型。</translation>
    </message>
    <message>
        <source>Name a model file, or install the program again.</source>
        <translation>请指定一个模型文件，或重新安装程序。</translation>
    </message>
    <message>
        <source>Its description is missing.</source>
        <translation>缺少说明。</translation>
    </message>
    <message>
        <source>This safetensors file was not saved by VAE Explorer.</source>
        <translation>此 safetensors 文件不是由 VAE Explorer 保存的。</translation>
    </message>
    <message>
        <source>It has format version {version}; this program reads versions 1 to {newest}.</source>
        <translation>其格式版本为 {version}；本程序可读取版本 1 至 {newest}。</translation>
    </message>
    <message>
        <source>Update VAE Explorer.</source>
        <translation>请更新 VAE Explorer。</translation>
    </message>
    <message>
        <source>Its description is damaged: {name!r} is {value}.</source>
        <translation>说明已损坏：{name!r} 为 {value}。</translation>
    </message>
    <message>
        <source>Its description is damaged.</source>
        <translation>说明已损坏。</translation>
    </message>
    <message>
        <source>Its description is damaged: it is nested too deeply.</source>
        <translation>说明已损坏：嵌套过深。</translation>
    </message>
    <message>
        <source>The folder {folder} could not be made: {reason}.</source>
        <translation>无法创建文件夹 {folder}：{reason}。</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>请另选文件夹。</translation>
    </message>
    <message>
        <source>In {folder} there is no run yet; it is waited for.</source>
        <translation>{folder} 中还没有运行；正在等待。</translation>
    </message>
    <message>
        <source>{problem}; it is tried again.</source>
        <translation>{problem}；将重试。</translation>
    </message>
    <message>
        <source>There is no folder {folder} yet; it is waited for.</source>
        <translation>还没有文件夹 {folder}；正在等待。</translation>
    </message>
    <message>
        <source>The folder {folder} is gone; what was read stays, and it is looked for.</source>
        <translation>文件夹 {folder} 已消失；已读取的内容仍保留，程序会继续查找。</translation>
    </message>
    <message>
        <source>{path} is a file and no folder; it is looked at again.</source>
        <translation>{path} 是文件而不是文件夹；将再次查看。</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be read ({reason}); it is tried again.</source>
        <translation>无法读取文件夹 {folder}（{reason}）；将重试。</translation>
    </message>
    <message>
        <source>Run {number}</source>
        <translation>运行 {number}</translation>
    </message>
    <message>
        <source>{name} lacks what training further takes.</source>
        <translation>{name} 缺少继续训练所需的内容。</translation>
    </message>
    <message>
        <source>Its losses in {name!r} are of {field} {value:g}, which cannot be.</source>
        <translation>{name!r} 中的损失属于 {field} {value:g}，这不可能。</translation>
    </message>
    <message>
        <source>Losses beyond {most:g} nats are shown at that edge: the run diverged.</source>
        <translation>超过 {most:g} 奈特的损失显示在该边界上：运行已发散。</translation>
    </message>
    <message>
        <source>Its array {name!r} holds values beyond ±{most:g}.</source>
        <translation>数组 {name!r} 中有超出 ±{most:g} 的值。</translation>
    </message>
    <message>
        <source>no suffix, for a folder</source>
        <translation>无后缀（文件夹）</translation>
    </message>
    <message>
        <source>{what} ends in {suffixes}, and {file} in {suffix}.</source>
        <translation>{what}应以 {suffixes} 结尾，而 {file} 以 {suffix} 结尾。</translation>
    </message>
    <message>
        <source>It has a label {label}, where 0 to {highest} are possible.</source>
        <translation>其中有标签 {label}，而可能的标签为 0 至 {highest}。</translation>
    </message>
    <message>
        <source>Codes beyond ±{most:,.0f} are shown at that edge: the run diverged.</source>
        <translation>超出 ±{most:,.0f} 的编码显示在该边界上：运行已发散。</translation>
    </message>
    <message>
        <source>Its array &apos;age&apos; holds ages that are none.</source>
        <translation>数组 &apos;age&apos; 中的滞后步数无效。</translation>
    </message>
    <message>
        <source>{names} and {more} more</source>
        <translation>{names} 以及另外 {more} 项</translation>
    </message>
    <message>
        <source>{file} holds what this version does not know ({names}); it is kept when the model is saved.</source>
        <translation>{file} 中有此版本不认识的内容（{names}）；保存模型时会予以保留。</translation>
    </message>
    <message>
        <source>Choose a PNG or a JPEG picture.</source>
        <translation>请选择 PNG 或 JPEG 图片。</translation>
    </message>
    <message>
        <source>{file} is a device or a pipe.</source>
        <translation>{file} 是设备或管道。</translation>
    </message>
    <message>
        <source>{file} is empty (0 bytes).</source>
        <translation>{file} 是空的（0 字节）。</translation>
    </message>
    <message>
        <source>{file} is too large for a picture of a digit ({size:,.0f} MB).</source>
        <translation>{file} 作为数字的图片太大（{size:,.0f} MB）。</translation>
    </message>
    <message>
        <source>Choose one of at most {most:.0f} MB.</source>
        <translation>请选择不超过 {most:.0f} MB 的图片。</translation>
    </message>
    <message>
        <source>{file} has too many pixels for a picture of a digit ({size}).</source>
        <translation>{file} 作为数字的图片，像素太多（{size}）。</translation>
    </message>
    <message>
        <source>Choose one of at most {most:.0f} million pixels.</source>
        <translation>请选择不超过 {most:.0f} 百万像素的图片。</translation>
    </message>
    <message>
        <source>{file} is no PNG or JPEG picture.</source>
        <translation>{file} 不是 PNG 或 JPEG 图片。</translation>
    </message>
    <message>
        <source>{file} is a broken picture, or not a whole one.</source>
        <translation>{file} 是损坏或不完整的图片。</translation>
    </message>
    <message>
        <source>A {kind} file has one or three channels, and these images have {channels}.</source>
        <translation>{kind} 文件有 1 个或 3 个通道，而这些图像有 {channels} 个。</translation>
    </message>
    <message>
        <source>Save a .npy file.</source>
        <translation>请保存为 .npy 文件。</translation>
    </message>
    <message>
        <source>It has format version {version}; this program reads version {newest}.</source>
        <translation>其格式版本为 {version}；本程序可读取版本 {newest}。</translation>
    </message>
    <message>
        <source>Choose a file that VAE Explorer saved.</source>
        <translation>请选择由 VAE Explorer 保存的文件。</translation>
    </message>
    <message>
        <source>There is not enough memory to open {file} ({size:,.0f} MB).</source>
        <translation>内存不足，无法打开 {file}（{size:,.0f} MB）。</translation>
    </message>
    <message>
        <source>Close other programs, or choose a smaller model.</source>
        <translation>请关闭其他程序，或选择较小的模型。</translation>
    </message>
    <message>
        <source>{file} is not a whole safetensors file; it may be damaged or of another kind.</source>
        <translation>{file} 不是完整的 safetensors 文件；可能已损坏，或属于其他类型。</translation>
    </message>
    <message>
        <source>{path} is a folder.</source>
        <translation>{path} 是文件夹。</translation>
    </message>
    <message>
        <source>Choose a model file in it.</source>
        <translation>请选择其中的模型文件。</translation>
    </message>
    <message>
        <source>There is no file {path}.</source>
        <translation>没有文件 {path}。</translation>
    </message>
    <message>
        <source>Check the name and the folder.</source>
        <translation>请检查文件名和文件夹。</translation>
    </message>
    <message>
        <source>You have no permission to read {path}.</source>
        <translation>你没有读取 {path} 的权限。</translation>
    </message>
    <message>
        <source>Change its permissions or copy it.</source>
        <translation>请更改其权限，或复制一份。</translation>
    </message>
    <message>
        <source>{path} could not be read: {reason}.</source>
        <translation>未能读取 {path}：{reason}。</translation>
    </message>
    <message>
        <source>Check the name, and that its disk is connected.</source>
        <translation>请检查文件名，并确认其磁盘已连接。</translation>
    </message>
    <message>
        <source>{file} is too large to be a model ({size:,} bytes).</source>
        <translation>{file} 太大，不可能是模型（{size:,} 字节）。</translation>
    </message>
    <message>
        <source>{file} claims {size:,} bytes, of which most were never written.</source>
        <translation>{file} 声称有 {size:,} 字节，但其中大部分从未写入。</translation>
    </message>
    <message>
        <source>Its training state is of step {state:,}, its model of {model:,}.</source>
        <translation>其训练状态属于第 {state:,} 步，而模型属于第 {model:,} 步。</translation>
    </message>
    <message>
        <source>Its training state has squares below 0.</source>
        <translation>其训练状态中有小于 0 的平方值。</translation>
    </message>
    <message>
        <source>It lacks the array {name!r}.</source>
        <translation>缺少数组 {name!r}。</translation>
    </message>
    <message>
        <source>Its array {name!r} is {shape:.60}, where {wanted} is needed.</source>
        <translation>数组 {name!r} 为 {shape:.60}，而需要的是 {wanted}。</translation>
    </message>
    <message>
        <source>a single number</source>
        <translation>单个数</translation>
    </message>
    <message>
        <source>any</source>
        <translation>任意</translation>
    </message>
    <message>
        <source>Its array {name!r} holds numbers of the wrong type, {type:.20}.</source>
        <translation>数组 {name!r} 的数值类型有误：{type:.20}。</translation>
    </message>
    <message>
        <source>Its array {name!r} holds values that are not finite numbers.</source>
        <translation>数组 {name!r} 中有非有限的数值。</translation>
    </message>
    <message>
        <source>The steps of this run do not lead to this moment again: it was trained on other data, or by another program.</source>
        <translation>此运行的各步无法再到达这一时刻：它用其他数据训练，或由另一个程序训练。</translation>
    </message>
    <message>
        <source>Use its settings for a new run.</source>
        <translation>请把它的设置用于新的运行。</translation>
    </message>
    <message>
        <source>{path} cannot be read: {why}.</source>
        <translation>无法读取 {path}：{why}。</translation>
    </message>
    <message>
        <source>{source} has more than {size} kB, which no {noun} needs.</source>
        <translation>{source} 超过 {size} kB，{noun}用不着这么大。</translation>
    </message>
    <message>
        <source>{source}, line {line}: this is not text in UTF-8.</source>
        <translation>{source} 第 {line} 行：这不是 UTF-8 文本。</translation>
    </message>
    <message>
        <source>{source} is nested too deeply.</source>
        <translation>{source} 嵌套过深。</translation>
    </message>
    <message>
        <source>{why} at column {column}</source>
        <translation>第 {column} 列：{why}</translation>
    </message>
    <message>
        <source>{source}, line {line}: this is not TOML: {why:.200}.</source>
        <translation>{source} 第 {line} 行：这不是 TOML：{why:.200}。</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>{source}, line {line}: {sentence}</source>
        <translation>{source} 第 {line} 行：{sentence}</translation>
    </message>
    <message>
        <source>{table} has no {key!r}, which is a text.</source>
        <translation>{table}没有文本 {key!r}。</translation>
    </message>
    <message>
        <source>{key!r} is {value} and should be a text.</source>
        <translation>{key!r} 是 {value}，应为文本。</translation>
    </message>
    <message>
        <source>{key!r} has {count:,} characters; {most:,} are the most.</source>
        <translation>{key!r} 有 {count:,} 个字符，最多 {most:,} 个。</translation>
    </message>
    <message>
        <source>{key!r} is {value} and should be a number from {low:,g} to {high:,g}.</source>
        <translation>{key!r} 是 {value}，应为 {low:,g} 到 {high:,g} 之间的数。</translation>
    </message>
    <message>
        <source>{key!r} should be a list of texts.</source>
        <translation>{key!r} 应为文本列表。</translation>
    </message>
    <message>
        <source>{key!r} has {count} entries; {most} are the most.</source>
        <translation>{key!r} 有 {count} 项，最多 {most} 项。</translation>
    </message>
    <message>
        <source>A text of {key!r} has {count:,} characters; {most} are the most.</source>
        <translation>{key!r} 中有一段文本有 {count:,} 个字符，最多 {most} 个。</translation>
    </message>
    <message>
        <source>{key!r} is there in no language; choose {choices}.</source>
        <translation>{key!r} 没有任何语言的文本；请选择 {choices}。</translation>
    </message>
    <message>
        <source>{key!r} is {value}; choose {choices}.</source>
        <translation>{key!r} 是 {value}；请选择 {choices}。</translation>
    </message>
    <message>
        <source>{key!r} is missing; choose {choices}.</source>
        <translation>缺少 {key!r}；请选择 {choices}。</translation>
    </message>
    <message>
        <source>{key!r} should be a table.</source>
        <translation>{key!r} 应为表。</translation>
    </message>
    <message>
        <source>{key!r} should be tables, each headed [[{key}]].</source>
        <translation>{key!r} 应为表，每个以 [[{key}]] 开头。</translation>
    </message>
    <message>
        <source>There are {count} of {key!r}; {most} are the most.</source>
        <translation>{key!r} 有 {count} 个，最多 {most} 个。</translation>
    </message>
    <message>
        <source>{table} has no key {key!r:.60}; did you mean {near!r}?</source>
        <translation>{table}没有键 {key!r:.60}；是否指 {near!r}？</translation>
    </message>
    <message>
        <source>{table} has no key {key!r:.60}.</source>
        <translation>{table}没有键 {key!r:.60}。</translation>
    </message>
    <message>
        <source>There is no tour {name!r:.60}.</source>
        <translation>没有导览 {name!r:.60}。</translation>
    </message>
    <message>
        <source>tour</source>
        <translation>导览</translation>
    </message>
    <message>
        <source>A tour needs a &apos;title&apos;, and says in a sentence what it is &apos;about&apos;.</source>
        <translation>导览需要 &apos;title&apos;，并用一句话写明 &apos;about&apos;。</translation>
    </message>
    <message>
        <source>A tour needs a step, headed [[steps]].</source>
        <translation>导览至少需要一步，以 [[steps]] 开头。</translation>
    </message>
    <message>
        <source>A step needs a &apos;text&apos;.</source>
        <translation>每一步需要 &apos;text&apos;。</translation>
    </message>
    <message>
        <source>A question needs an answer, and an answer a question.</source>
        <translation>有问题就要有答案，有答案就要有问题。</translation>
    </message>
    <message>
        <source>there is no experiment {name!r}.</source>
        <translation>没有实验 {name!r}。</translation>
    </message>
    <message>
        <source>This setting cannot be changed in the middle of a run.</source>
        <translation>这项设置不能在运行途中更改。</translation>
    </message>
    <message>
        <source>{key!r} is {value} and should be a list of {count} numbers.</source>
        <translation>{key!r} 是 {value}，应为 {count} 个数的列表。</translation>
    </message>
    <message>
        <source>&apos;region&apos; should be left, bottom, right and top, in this order.</source>
        <translation>&apos;region&apos; 应依次为左、下、右、上。</translation>
    </message>
    <message>
        <source>{key!r} is {value} and should be true or false.</source>
        <translation>{key!r} 是 {value}，应为 true 或 false。</translation>
    </message>
    <message>
        <source>The data set lacks digits to train on, or such to measure with.</source>
        <translation>数据集缺少用于训练或用于测量的数字。</translation>
    </message>
    <message>
        <source>The run was trained on images of {shape}, and these are {found}.</source>
        <translation>此运行用 {shape} 的图像训练，而这些是 {found}。</translation>
    </message>
    <message>
        <source>The run was trained on another number of images, or its file is damaged.</source>
        <translation>此运行训练所用的图像数不同，或其文件已损坏。</translation>
    </message>
    <message>
        <source>What is known of the optimiser is of another network.</source>
        <translation>已知的优化器状态属于另一个网络。</translation>
    </message>
    <message>
        <source>What is trained cannot be kept in the recovery folder; a crash would lose it.</source>
        <translation>训练结果无法保存到恢复文件夹；程序若崩溃，结果将会丢失。</translation>
    </message>
    <message>
        <source>This program has no data set {name}.</source>
        <translation>本程序没有数据集 {name}。</translation>
    </message>
    <message>
        <source>Download {data}</source>
        <translation>下载 {data}</translation>
    </message>
    <message>
        <source>{data} is not on this computer.</source>
        <translation>{data} 不在这台电脑上。</translation>
    </message>
    <message>
        <source>{problem} Training uses {data} for now.</source>
        <translation>{problem}暂时用 {data} 训练。</translation>
    </message>
    <message>
        <source>{problem} Nothing was started.</source>
        <translation>{problem}没有开始任何训练。</translation>
    </message>
    <message>
        <source>PyTorch cannot be loaded ({error}), so that nothing can be trained or reconstructed.</source>
        <translation>无法加载 PyTorch（{error}），因此不能训练，也不能重建。</translation>
    </message>
    <message>
        <source>Install it anew: {command}</source>
        <translation>请重新安装：{command}</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>{run} trains now.</source>
        <translation>{run} 开始训练。</translation>
    </message>
    <message>
        <source>{run} is solved: no training makes it better.</source>
        <translation>{run} 已求得最优解：继续训练不会更好。</translation>
    </message>
    <message>
        <source>its file holds the model alone</source>
        <translation>其文件中只有模型</translation>
    </message>
    <message>
        <source>its training ended in an error</source>
        <translation>其训练因错误而结束</translation>
    </message>
    <message>
        <source>the model alone was kept</source>
        <translation>只保留了模型</translation>
    </message>
    <message>
        <source>{run} cannot be trained further: {why}. Take its settings into the form, and train a new run.</source>
        <translation>{run} 无法继续训练：{why}。请把它的设置填入表单，训练一次新的运行。</translation>
    </message>
    <message>
        <source>rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Nothing is kept of its training to branch off at.</source>
        <translation>它的训练没有保留可供分支的时刻。</translation>
    </message>
    <message>
        <source>It was trained elsewhere: its steps cannot be taken again here.</source>
        <translation>它是在别处训练的：这里无法重走它的步骤。</translation>
    </message>
    <message>
        <source>It was solved in one step.</source>
        <translation>它一步就求解完成。</translation>
    </message>
    <message>
        <source>epoch {epoch:.3g}</source>
        <translation>第 {epoch:.3g} 轮</translation>
    </message>
    <message>
        <source>step {step}</source>
        <translation>第 {step} 步</translation>
    </message>
    <message>
        <source>There is no classifier.</source>
        <translation>没有分类器。</translation>
    </message>
    <message>
        <source>{file} is the classifier now: {classes} classes of images of {shape}.</source>
        <translation>现在的分类器是 {file}：{classes} 个类别，图像为 {shape}。</translation>
    </message>
    <message>
        <source>σ of q(z|x)</source>
        <translation>q(z|x) 的 σ</translation>
    </message>
    <message>
        <source>Geometric mean of both standard deviations of the encoder’s posterior.</source>
        <translation>编码器后验的两个标准差的几何平均。</translation>
    </message>
    <message>
        <source>Density q(z)</source>
        <translation>密度 q(z)</translation>
    </message>
    <message>
        <source>Density of the aggregate posterior at the code.</source>
        <translation>编码处聚合后验的密度。</translation>
    </message>
    <message>
        <source>per unit²</source>
        <translation>每单位²</translation>
    </message>
    <message>
        <source>Gap</source>
        <translation>差距</translation>
    </message>
    <message>
        <source>log p(x) − ELBO: what the encoder’s posterior leaves of the evidence.</source>
        <translation>log p(x) − ELBO：编码器的后验与证据之间所差的部分。</translation>
    </message>
    <message>
        <source>Amortisation gap</source>
        <translation>摊销差距</translation>
    </message>
    <message>
        <source>What of the gap another encoder could close.</source>
        <translation>差距中换一个编码器就能消除的部分。</translation>
    </message>
    <message>
        <source>Approximation gap</source>
        <translation>近似差距</translation>
    </message>
    <message>
        <source>What of the gap no Gaussian with independent axes closes.</source>
        <translation>差距中任何各轴独立的高斯都无法消除的部分。</translation>
    </message>
    <message>
        <source>−E_q[log p(x|z)]: what of the image is not explained at the code.</source>
        <translation>−E_q[log p(x|z)]：图像在其编码处未得到解释的部分。</translation>
    </message>
    <message>
        <source>How probable the image is under the model, by quadrature.</source>
        <translation>图像在模型下的概率，由数值积分求得。</translation>
    </message>
    <message>
        <source>A download is under way; wait for it, or cancel it.</source>
        <translation>正在下载；请稍候，或将其取消。</translation>
    </message>
    <message>
        <source>Train on {data}</source>
        <translation>用 {data} 训练</translation>
    </message>
    <message>
        <source>{data} is on this computer now.</source>
        <translation>{data} 已下载到这台电脑。</translation>
    </message>
    <message>
        <source>The download was cancelled; it goes on from there next time.</source>
        <translation>下载已取消；下次会从中断处继续。</translation>
    </message>
    <message>
        <source>Those are no epochs.</source>
        <translation>这些不是轮数。</translation>
    </message>
    <message>
        <source>Write whole numbers from 1 on, such as 1, 10, 20.</source>
        <translation>请填写从 1 起的整数，例如 1, 10, 20。</translation>
    </message>
    <message>
        <source>Those are more than {most} epochs.</source>
        <translation>超过了 {most} 轮。</translation>
    </message>
    <message>
        <source>Leave some out.</source>
        <translation>请去掉一些。</translation>
    </message>
    <message>
        <source>train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>unknown, for a single draw</source>
        <translation>未知，因为只有一次抽样</translation>
    </message>
    <message>
        <source>{error} nats, between draws of z</source>
        <translation>{error} 奈特，各次抽取 z 之间</translation>
    </message>
    <message>
        <source>{draws} of z</source>
        <translation>z 的 {draws}</translation>
    </message>
    <message>
        <source>draw</source>
        <translation>次抽样</translation>
    </message>
    <message>
        <source>{run}, {data}, {split}: −ELBO {elbo}{error} nats (reconstruction {reconstruction}, KL {kl}), {evidence}, {neighbours}-NN {share:.1f} %, {draws}.</source>
        <translation>{run}，{data}，{split}：−ELBO {elbo}{error} 奈特（重建 {reconstruction}，KL {kl}），{evidence}，{neighbours}-NN {share:.1f} %，{draws}。</translation>
    </message>
    <message>
        <source>draws</source>
        <translation>抽样</translation>
    </message>
    <message>
        <source>{draws} for each image, seed {seed}</source>
        <translation>每张图像 {draws}，种子 {seed}</translation>
    </message>
    <message>
        <source>{value} nats per image, at β = 1</source>
        <translation>{value} 奈特/图像，β = 1</translation>
    </message>
    <message>
        <source>standard error</source>
        <translation>标准误差</translation>
    </message>
    <message>
        <source>reconstruction</source>
        <translation>重建</translation>
    </message>
    <message>
        <source>{value} nats per image</source>
        <translation>{value} 奈特/图像</translation>
    </message>
    <message>
        <source>{run}, epoch {epoch:.4g}, step {step:,}</source>
        <translation>{run}，第 {epoch:.4g} 轮，第 {step:,} 步</translation>
    </message>
    <message>
        <source>{images:,} of {data}, {split} split</source>
        <translation>{data} 的 {images:,} 张，{split}部分</translation>
    </message>
    <message>
        <source>run</source>
        <comment>a title</comment>
        <translation>运行</translation>
    </message>
    <message>
        <source>images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>{share:.2f} %, in the plane</source>
        <translation>{share:.2f} %，在平面中</translation>
    </message>
    <message>
        <source>{neighbours}-NN accuracy</source>
        <translation>{neighbours}-NN 准确率</translation>
    </message>
    <message>
        <source>log p(x) {value} (of a surrogate)</source>
        <translation>log p(x) {value}（替代量）</translation>
    </message>
    <message>
        <source>{value} nats per image, by quadrature</source>
        <translation>{value} 奈特/图像，由数值积分求得</translation>
    </message>
    <message>
        <source>inference gap</source>
        <translation>推断差距</translation>
    </message>
    <message>
        <source>{value} nats per image: log p(x) − ELBO</source>
        <translation>{value} 奈特/图像：log p(x) − ELBO</translation>
    </message>
    <message>
        <source>dimension</source>
        <translation>个维度</translation>
    </message>
    <message>
        <source>KL of aggregate</source>
        <translation>聚合后验的 KL</translation>
    </message>
    <message>
        <source>{value} nats: q(z) from the prior</source>
        <translation>{value} 奈特：q(z) 与先验之间</translation>
    </message>
    <message>
        <source>{value} nats</source>
        <translation>{value} 奈特</translation>
    </message>
    <message>
        <source>active</source>
        <translation>活跃维度</translation>
    </message>
    <message>
        <source>{dimensions} of the plane</source>
        <translation>平面的 {dimensions}</translation>
    </message>
    <message>
        <source>{run}, {data}, {split}: {loss} {value}, {neighbours}-NN {share:.1f} %. There is no ELBO and no p(x): it is {model}.</source>
        <translation>{run}，{data}，{split}：{loss} {value}，{neighbours}-NN {share:.1f} %。{model}没有 ELBO，也没有 p(x)。</translation>
    </message>
    <message>
        <source>{value} per image, decoded at the codes</source>
        <translation>每张图像 {value}，在编码处解码</translation>
    </message>
    <message>
        <source>none: its codes are points, without a density and a KL divergence</source>
        <translation>无：其编码是点，没有密度，也没有 KL 散度</translation>
    </message>
    <message>
        <source>none: what is decoded is an image, and no density</source>
        <translation>无：解码得到的是图像，而不是密度</translation>
    </message>
    <message>
        <source>Nothing can be evaluated before PyTorch is loaded.</source>
        <translation>PyTorch 加载完成之前无法评估。</translation>
    </message>
    <message>
        <source>follows</source>
        <translation>稍后给出</translation>
    </message>
    <message>
        <source>was given up</source>
        <translation>已放弃</translation>
    </message>
    <message>
        <source>Saved {file} in {folder}: change it in any editor, then open it here.</source>
        <translation>已将 {file} 保存到 {folder}：可用任何编辑器修改，再在这里打开。</translation>
    </message>
    <message>
        <source>{path} cannot be read: {reason}.</source>
        <translation>无法读取 {path}：{reason}。</translation>
    </message>
    <message>
        <source>Show the results</source>
        <translation>显示结果</translation>
    </message>
    <message>
        <source>“{title}” has ended.</source>
        <translation>“{title}”已结束。</translation>
    </message>
    <message>
        <source>“{title}” has ended. {met} of {all} numbers came out as expected.</source>
        <translation>“{title}”已结束。{all} 个数值中有 {met} 个符合预期。</translation>
    </message>
    <message>
        <source>A film is being made; wait for it, or cancel it.</source>
        <translation>正在制作影片；请稍候，或将其取消。</translation>
    </message>
    <message>
        <source>The film was given up; nothing of it was saved.</source>
        <translation>影片已放弃，没有保存任何内容。</translation>
    </message>
    <message>
        <source>picture</source>
        <translation>张图片</translation>
    </message>
    <message>
        <source>Saved {path}: {pictures}.</source>
        <translation>已保存 {path}：{pictures}。</translation>
    </message>
    <message>
        <source>Bundled model</source>
        <translation>自带模型</translation>
    </message>
    <message>
        <source>Saved {file} in {folder} ({size:.1f} MB).</source>
        <translation>已将 {file} 保存到 {folder}（{size:.1f} MB）。</translation>
    </message>
    <message>
        <source>Saved {file} in {folder} ({size:.1f} MB, of which {more:.1f} MB let it be trained further).</source>
        <translation>已将 {file} 保存到 {folder}（{size:.1f} MB，其中 {more:.1f} MB 供继续训练之用）。</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>{alike} of {all} are {name}</source>
        <translation>{all} 个中有 {alike} 个是 {name}</translation>
    </message>
    <message>
        <source>Pasted picture</source>
        <translation>粘贴的图片</translation>
    </message>
    <message>
        <source>opening {name}</source>
        <translation>打开 {name}</translation>
    </message>
    <message>
        <source>Drawing</source>
        <translation>手绘</translation>
    </message>
    <message>
        <source>erasing</source>
        <translation>擦除</translation>
    </message>
    <message>
        <source>a stroke</source>
        <translation>一笔</translation>
    </message>
    <message>
        <source>clearing the pad</source>
        <translation>清空画板</translation>
    </message>
    <message>
        <source>taking it to the pad</source>
        <translation>放到画板上</translation>
    </message>
    <message>
        <source>taking back a stroke</source>
        <translation>撤回一笔</translation>
    </message>
    <message>
        <source>taking back a picture</source>
        <translation>撤回一张图片</translation>
    </message>
    <message>
        <source>{file} was given up; nothing of it was saved.</source>
        <translation>{file} 已放弃，没有保存任何内容。</translation>
    </message>
    <message>
        <source>Saved {path}.</source>
        <translation>已保存 {path}。</translation>
    </message>
    <message>
        <source>The encoder’s means</source>
        <translation>编码器的均值</translation>
    </message>
    <message>
        <source>Each digit at the mean of q(z|x).</source>
        <translation>每个数字位于 q(z|x) 的均值处。</translation>
    </message>
    <message>
        <source>True posterior modes</source>
        <translation>真实后验的峰</translation>
    </message>
    <message>
        <source>Each digit where p(z|x) is highest.</source>
        <translation>每个数字位于 p(z|x) 最大之处。</translation>
    </message>
    <message>
        <source>True posterior means</source>
        <translation>真实后验的均值</translation>
    </message>
    <message>
        <source>Each digit at the mean of p(z|x), which may lie between two modes.</source>
        <translation>每个数字位于 p(z|x) 的均值处，它可能在两个峰之间。</translation>
    </message>
    <message>
        <source>{places}, not codes</source>
        <translation>{places}，不是编码</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>What was not saved when the program ended {when} was kept: {names}.</source>
        <translation>程序结束时（{when}）尚未保存的内容已保留：{names}。</translation>
    </message>
    <message>
        <source>Refining {digits:,} digits: {share:.0f} %</source>
        <translation>正在精修 {digits:,} 个数字：{share:.0f} %</translation>
    </message>
    <message>
        <source>{rate:,.0f} digits/s</source>
        <translation>{rate:,.0f} 个数字/秒</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message>
        <source>{digits:,} take about {time} min</source>
        <translation>{digits:,} 个约需 {time} 分钟</translation>
    </message>
    <message>
        <source>There are no digits to refine yet.</source>
        <translation>还没有可以精修的数字。</translation>
    </message>
    <message>
        <source>Open or train a model.</source>
        <translation>请打开或训练一个模型。</translation>
    </message>
    <message>
        <source>{run} has no posterior to be refined: it is no variational autoencoder.</source>
        <translation>{run} 没有可以精修的后验：它不是变分自编码器。</translation>
    </message>
    <message>
        <source>Show another run.</source>
        <translation>请显示另一次运行。</translation>
    </message>
    <message>
        <source>All digits can be refined while the model rests, and it is being trained.</source>
        <translation>只有模型静止时才能精修所有数字，而它正在训练。</translation>
    </message>
    <message>
        <source>Pause the training.</source>
        <translation>请暂停训练。</translation>
    </message>
    <message>
        <source>The images behind the codes are not on this computer, so that no posterior can be computed.</source>
        <translation>编码所对应的图像不在这台电脑上，因此无法计算后验。</translation>
    </message>
    <message>
        <source>Download the data set in the Training panel.</source>
        <translation>请在“训练”面板中下载数据集。</translation>
    </message>
    <message>
        <source>Refining was given up: the model is being trained on.</source>
        <translation>精修已放弃：模型正在继续训练。</translation>
    </message>
    <message>
        <source>The refined figures were of a moment that is over: the model is trained on.</source>
        <translation>精修的数值属于已经过去的时刻：模型正在继续训练。</translation>
    </message>
    <message>
        <source>−ELBO {elbo:.2f} nats by the encoder, {best:.2f} refined, −log p(x) {log_px:.2f}</source>
        <translation>−ELBO：编码器 {elbo:.2f} 奈特，精修后 {best:.2f}；−log p(x) {log_px:.2f}</translation>
    </message>
    <message>
        <source>−ELBO {elbo:.2f} nats by the encoder, {best:.2f} by the best Gaussian of each digit; −log p(x) {log_px:.2f}.</source>
        <translation>−ELBO：编码器 {elbo:.2f} 奈特，每个数字的最佳高斯 {best:.2f}；−log p(x) {log_px:.2f}。</translation>
    </message>
    <message>
        <source>{share:.1f} % of the codes are at a wrong mode.</source>
        <translation>{share:.1f} % 的编码位于错误的峰。</translation>
    </message>
    <message>
        <source>10-NN agreement {encoder:.1f} % at the codes, {mode:.1f} % at the true modes, {mean:.1f} % at the true means.</source>
        <translation>10-NN 一致率：编码处 {encoder:.1f} %，真实峰处 {mode:.1f} %，真实均值处 {mean:.1f} %。</translation>
    </message>
    <message>
        <source>Of {digits:,} digits log p(x) may be off by a nat: their peaks are too narrow.</source>
        <translation>{digits:,} 个数字的 log p(x) 可能有 1 奈特的误差：它们的峰太窄。</translation>
    </message>
    <message>
        <source>selecting {name}</source>
        <translation>选择 {name}</translation>
    </message>
    <message>
        <source>selecting digits</source>
        <translation>选择数字</translation>
    </message>
    <message>
        <source>looking at {name}</source>
        <translation>查看 {name}</translation>
    </message>
    <message>
        <source>looking at nothing</source>
        <translation>不再查看</translation>
    </message>
    <message>
        <source>selecting nothing</source>
        <translation>取消选择</translation>
    </message>
    <message>
        <source>The settings were damaged, and some are as in a new program; {file} could not be copied.</source>
        <translation>设置已损坏，其中一些恢复为初始值；{file} 未能复制。</translation>
    </message>
    <message>
        <source>The settings were damaged, and some are as in a new program; {file} is kept as {copy}.</source>
        <translation>设置已损坏，其中一些恢复为初始值；{file} 已另存为 {copy}。</translation>
    </message>
    <message>
        <source>Settings cannot be written to {file}, and will be forgotten.</source>
        <translation>设置无法写入 {file}，将不会被记住。</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} 分钟</translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation>{hours} 小时</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} 小时 {minutes} 分</translation>
    </message>
    <message>
        <source>Something unexpected went wrong ({error}); what was trained is kept.</source>
        <translation>发生了意外错误（{error}）；训练结果已保留。</translation>
    </message>
    <message>
        <source>Untrained network</source>
        <translation>未训练的网络</translation>
    </message>
    <message>
        <source>{number} d ago</source>
        <translation>{number} 天前</translation>
    </message>
    <message>
        <source>{number} h ago</source>
        <translation>{number} 小时前</translation>
    </message>
    <message>
        <source>{number} min ago</source>
        <translation>{number} 分钟前</translation>
    </message>
    <message>
        <source>{path} cannot be read ({reason}); it is tried again.</source>
        <translation>无法读取 {path}（{reason}）；将重试。</translation>
    </message>
    <message>
        <source>{folder} is there, and is watched.</source>
        <translation>{folder} 已出现，正在监视。</translation>
    </message>
    <message>
        <source>{number} s ago</source>
        <translation>{number} 秒前</translation>
    </message>
    <message>
        <source>moving a waypoint</source>
        <translation>移动途经点</translation>
    </message>
    <message>
        <source>adding a waypoint</source>
        <translation>添加途经点</translation>
    </message>
    <message>
        <source>removing a waypoint</source>
        <translation>移除途经点</translation>
    </message>
    <message>
        <source>reversing the path</source>
        <translation>反转路径</translation>
    </message>
    <message>
        <source>taking the shortest way</source>
        <translation>改走最短路径</translation>
    </message>
    <message>
        <source>taking the straight way</source>
        <translation>改走直线</translation>
    </message>
    <message>
        <source>laying out a path</source>
        <translation>绘制路径</translation>
    </message>
    <message>
        <source>this run</source>
        <translation>本次运行</translation>
    </message>
    <message>
        <source>&lt;b&gt;{loss}&lt;/b&gt; at epoch {epoch:.4g}</source>
        <translation>&lt;b&gt;{loss}&lt;/b&gt;，第 {epoch:.4g} 轮</translation>
    </message>
    <message>
        <source>Values at the mouse</source>
        <translation>鼠标处的数值</translation>
    </message>
    <message>
        <source>{setting} {before} → {after} at epoch {epoch:.4g}</source>
        <translation>第 {epoch:.4g} 轮：{setting} {before} → {after}</translation>
    </message>
    <message>
        <source>Draw the losses on a logarithmic axis.</source>
        <translation>用对数轴绘制损失。</translation>
    </message>
    <message>
        <source>Train and test</source>
        <translation>训练和测试</translation>
    </message>
    <message>
        <source>Train only</source>
        <translation>仅训练</translation>
    </message>
    <message>
        <source>Test only</source>
        <translation>仅测试</translation>
    </message>
    <message>
        <source>Copy image</source>
        <translation>复制图像</translation>
    </message>
    <message>
        <source>Save as PNG…</source>
        <translation>存为 PNG…</translation>
    </message>
    <message>
        <source>Save as SVG…</source>
        <translation>存为 SVG…</translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation>存为 CSV…</translation>
    </message>
    <message>
        <source>Reference lines</source>
        <translation>参考线</translation>
    </message>
    <message>
        <source>Dashed lines at what needs no network: the mean image, a perfect reconstruction, two principal components.</source>
        <translation>虚线标出无需网络即可达到的水平：平均图像、完美重建、两个主成分。</translation>
    </message>
    <message>
        <source>Logarithmic axis</source>
        <translation>对数轴</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Show the whole run again (or double-click a plot).</source>
        <translation>重新显示整个运行（或双击图）。</translation>
    </message>
    <message>
        <source>Plots</source>
        <translation>图</translation>
    </message>
    <message>
        <source>Choose which losses are drawn.</source>
        <translation>选择绘制哪些损失。</translation>
    </message>
    <message>
        <source>Show the losses on training digits, on held-out digits, or both.</source>
        <translation>显示训练数字上、留出数字上或两者的损失。</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Copy the curves as an image, or save them as PNG, SVG or CSV.</source>
        <translation>将曲线复制为图像，或存为 PNG、SVG 或 CSV。</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Plots, axis, train and test, copy and save.</source>
        <translation>图、坐标轴、训练与测试、复制与保存。</translation>
    </message>
    <message>
        <source>Draws of z, fitted</source>
        <translation>z 的抽样，拟合</translation>
    </message>
    <message>
        <source>The Gaussian that fits the draws of a minibatch: how far it is from N(0, I).</source>
        <translation>拟合一个小批抽样的高斯分布：它离 N(0, I) 有多远。</translation>
    </message>
    <message>
        <source>Posteriors, closed form</source>
        <translation>后验，解析</translation>
    </message>
    <message>
        <source>The mean over images of the divergence of q(z given x) from the prior N(0, I).</source>
        <translation>q(z | x) 相对先验 N(0, I) 的散度，对图像取平均。</translation>
    </message>
    <message>
        <source>Posteriors, Monte Carlo</source>
        <translation>后验，蒙特卡洛</translation>
    </message>
    <message>
        <source>The same as an estimate from draws of z, where a run is trained by that; from a learned prior, where it has one.</source>
        <translation>同上，但由 z 的抽样估计，适用于以此训练的运行；有学得的先验时相对于该先验。</translation>
    </message>
    <message>
        <source>Fresh randn draws</source>
        <translation>新的 randn 抽样</translation>
    </message>
    <message>
        <source>As many draws from N(0, I) as a minibatch has, fitted likewise: what the codes of a perfect encoder would score. It is about 2 / n on average.</source>
        <translation>从 N(0, I) 抽取与一个小批同样多的样本并同样拟合：完美编码器的编码所能得到的值。平均约为 2 / n。</translation>
    </message>
    <message>
        <source>{name}: {what}</source>
        <translation>{name}：{what}</translation>
    </message>
    <message>
        <source>{run} (its own prior)</source>
        <translation>{run}（自己的先验）</translation>
    </message>
    <message>
        <source>KL divergence by iteration</source>
        <translation>各次迭代的 KL 散度</translation>
    </message>
    <message>
        <source>KL, nats</source>
        <translation>KL（奈特）</translation>
    </message>
    <message>
        <source>iteration</source>
        <translation>迭代</translation>
    </message>
    <message>
        <source>&lt;b&gt;Iteration {step:,.0f}&lt;/b&gt;, nats</source>
        <translation>&lt;b&gt;第 {step:,.0f} 次迭代&lt;/b&gt;，奈特</translation>
    </message>
    <message>
        <source>{loss} by epoch</source>
        <translation>各轮的{loss}</translation>
    </message>
    <message>
        <source>{value} {split}</source>
        <translation>{split} {value}</translation>
    </message>
    <message>
        <source>Colours of the KL divergence, nats</source>
        <translation>KL 散度的颜色（奈特）</translation>
    </message>
    <message>
        <source>KL divergence of one axis from N(0, 1), in nats.</source>
        <translation>一条轴相对 N(0, 1) 的 KL 散度，以奈特计。</translation>
    </message>
    <message>
        <source>nats per image</source>
        <translation>奈特/图像</translation>
    </message>
    <message>
        <source>Reconstruction and KL divergence together, at β = 1 whatever is minimised.</source>
        <translation>重建与 KL 散度之和，无论最小化什么，均取 β = 1。</translation>
    </message>
    <message>
        <source>How badly the decoder explains the images.</source>
        <translation>解码器对图像的解释有多差。</translation>
    </message>
    <message>
        <source>How far the posteriors are from the prior.</source>
        <translation>后验离先验有多远。</translation>
    </message>
    <message>
        <source>KL of z₁</source>
        <translation>z₁ 的 KL</translation>
    </message>
    <message>
        <source>What the first axis has of the KL divergence; near 0 it is not in use.</source>
        <translation>KL 散度中第一轴所占的部分；接近 0 时该轴未被使用。</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>KL of z₂</source>
        <translation>z₂ 的 KL</translation>
    </message>
    <message>
        <source>What the second axis has of the KL divergence; near 0 it is not in use.</source>
        <translation>KL 散度中第二轴所占的部分；接近 0 时该轴未被使用。</translation>
    </message>
    <message>
        <source>Trained loss</source>
        <translation>最小化的损失</translation>
    </message>
    <message>
        <source>The number that is minimised: with β, warm-up, the bound, the mean over pixels.</source>
        <translation>实际最小化的数值：计入 β、预热、下界以及对像素的平均。</translation>
    </message>
    <message>
        <source>The standard deviation of a pixel from 0 (black) to 1 (white), where a Gaussian likelihood learns it.</source>
        <translation>像素的标准差，从 0（黑）到 1（白），由高斯似然学得时才有。</translation>
    </message>
    <message>
        <source>pixel value</source>
        <translation>像素值</translation>
    </message>
    <message>
        <source>not learned here</source>
        <translation>此处不学习</translation>
    </message>
    <message>
        <source>By which the nearest image that is drawn misses an image, summed over the pixels.</source>
        <translation>一张图像与所能画出的最近图像之差，对像素求和。</translation>
    </message>
    <message>
        <source>per image</source>
        <translation>每张图像</translation>
    </message>
    <message>
        <source>Decoder&apos;s loss</source>
        <translation>解码器损失</translation>
    </message>
    <message>
        <source>How sure the discriminator is of drawn images: 0.69 where it cannot tell.</source>
        <translation>判别器对所画图像有多确信：无法分辨时为 0.69。</translation>
    </message>
    <message>
        <source>Discriminator&apos;s loss</source>
        <translation>判别器损失</translation>
    </message>
    <message>
        <source>How badly it tells real images from drawn ones: 1.39 where it cannot.</source>
        <translation>它区分真实图像与所画图像有多差：无法分辨时为 1.39。</translation>
    </message>
    <message>
        <source>not a number</source>
        <translation>非数值</translation>
    </message>
    <message>
        <source>run {number}</source>
        <translation>运行 {number}</translation>
    </message>
    <message>
        <source>none: {what}</source>
        <translation>无：{what}</translation>
    </message>
    <message>
        <source>{name} has negative values, which have no logarithm: its axis stays linear.</source>
        <translation>以下损失有负值而无对数，其轴保持线性：{name}。</translation>
    </message>
    <message>
        <source>{first} and {last}</source>
        <translation>{first} 和 {last}</translation>
    </message>
    <message>
        <source>{names} have negative values, which have no logarithm: their axes stay linear.</source>
        <translation>以下损失有负值而无对数，其轴保持线性：{names}。</translation>
    </message>
    <message>
        <source>+ {rest} more</source>
        <translation>另有 {rest} 个</translation>
    </message>
    <message>
        <source>ELBO: what q(z|x) proves of log p(x). It is never above it.</source>
        <translation>ELBO：q(z|x) 对 log p(x) 所证明的部分，绝不会超过它。</translation>
    </message>
    <message>
        <source>Amortisation gap: what the encoder leaves on the table. The best diagonal Gaussian for this very image has an ELBO higher by so much, with the same decoder.</source>
        <translation>摊销差距：编码器未能取得的部分。解码器不变，对这一图像最好的对角高斯分布的 ELBO 要高出这么多。</translation>
    </message>
    <message>
        <source>Approximation gap: what no diagonal Gaussian can reach, since the true posterior is none.</source>
        <translation>近似差距：任何对角高斯分布都达不到的部分，因为真实后验并非对角高斯分布。</translation>
    </message>
    <message>
        <source>ELBO {elbo}, log p(x) {log_px} nats</source>
        <translation>ELBO {elbo}，log p(x) {log_px} 奈特</translation>
    </message>
    <message>
        <source>Your ELBO {own}, encoder’s ELBO {elbo}, log p(x) {log_px} nats</source>
        <translation>你的 ELBO {own}，编码器的 ELBO {elbo}，log p(x) {log_px} 奈特</translation>
    </message>
    <message>
        <source>log p(x) as the sum of ELBO and KL</source>
        <translation>log p(x) 为 ELBO 与 KL 之和</translation>
    </message>
    <message>
        <source>encoder’s</source>
        <translation>编码器的</translation>
    </message>
    <message>
        <source>yours</source>
        <translation>你的</translation>
    </message>
    <message>
        <source>log p(x) = ELBO + KL(q ‖ p(z|x)): each of the three is added up by itself.</source>
        <translation>log p(x) = ELBO + KL(q ‖ p(z|x))：三者均各自独立求和。</translation>
    </message>
    <message>
        <source>amortisation {nats}: what the encoder misses</source>
        <translation>摊销 {nats}：编码器未达到的部分</translation>
    </message>
    <message>
        <source>approximation {nats}: what no diagonal Gaussian reaches</source>
        <translation>近似 {nats}：对角高斯分布达不到的部分</translation>
    </message>
    <message>
        <source>mode {mode} · encoder’s mean {mean}</source>
        <translation>峰 {mode} · 编码器均值 {mean}</translation>
    </message>
    <message>
        <source>{what} · {steps:,} steps ago</source>
        <translation>{what} · {steps:,} 步之前</translation>
    </message>
    <message>
        <source>ELBO {elbo} + KL {kl} = log p(x) {log_px} nats</source>
        <translation>ELBO {elbo} + KL {kl} = log p(x) {log_px} 奈特</translation>
    </message>
    <message>
        <source>your ELBO {elbo} + KL {kl} = log p(x) {log_px}</source>
        <translation>你的 ELBO {elbo} + KL {kl} = log p(x) {log_px}</translation>
    </message>
    <message>
        <source>Posterior around its mode</source>
        <translation>峰附近的后验</translation>
    </message>
    <message>
        <source>Drag the ellipse, or stretch it by its handles. Arrow keys move it by a tenth of σ, with Shift they make it wider and higher; Escape ends it.</source>
        <translation>拖动椭圆，或用其手柄拉伸。方向键将其移动 σ 的十分之一，按住 Shift 则加宽或加高；Escape 结束。</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.PNG *.JPG *.JPEG)</source>
        <translation>图片 (*.png *.jpg *.jpeg *.PNG *.JPG *.JPEG)</translation>
    </message>
    <message>
        <source>Open an image</source>
        <translation>打开图像</translation>
    </message>
    <message>
        <source>There is no picture on the clipboard. Copy one, then paste it.</source>
        <translation>剪贴板上没有图片。请先复制一张，再粘贴。</translation>
    </message>
    <message>
        <source>The picture has too many pixels ({size}). Copy a part of it.</source>
        <translation>图片的像素太多（{size}）。请只复制其中一部分。</translation>
    </message>
    <message>
        <source>Pad</source>
        <translation>画板</translation>
    </message>
    <message>
        <source>Draw here with a mouse or a pen; each stroke is a step.</source>
        <translation>用鼠标或笔在此绘画；每一笔为一步。</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>The image as the model takes it.</source>
        <translation>模型所接收的图像。</translation>
    </message>
    <message>
        <source>Decoded</source>
        <translation>解码图像</translation>
    </message>
    <message>
        <source>What the decoder makes of its code: the reconstruction.</source>
        <translation>解码器由其编码得到的图像：重建。</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>Mean μ and standard deviation σ of q(z | x), as the encoder says them.</source>
        <translation>编码器给出的 q(z | x) 的均值 μ 和标准差 σ。</translation>
    </message>
    <message>
        <source>Pen</source>
        <translation>笔</translation>
    </message>
    <message>
        <source>Draw ink.</source>
        <translation>绘画。</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>橡皮</translation>
    </message>
    <message>
        <source>Take ink away.</source>
        <translation>擦除笔迹。</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>粗细</translation>
    </message>
    <message>
        <source>Width of the stroke, in pixels of the model’s image; 2.3 is the median of MNIST.</source>
        <translation>笔画的粗细，以模型图像的像素计；2.3 是 MNIST 的中位数。</translation>
    </message>
    <message>
        <source>Undo a stroke</source>
        <translation>撤销一笔</translation>
    </message>
    <message>
        <source>Take the last stroke or picture back.</source>
        <translation>撤回最后一笔或最后一张图片。</translation>
    </message>
    <message>
        <source>Redo a stroke</source>
        <translation>重做一笔</translation>
    </message>
    <message>
        <source>Draw again what was taken back.</source>
        <translation>重新画上撤回的一笔。</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Take all ink away.</source>
        <translation>擦除所有笔迹。</translation>
    </message>
    <message>
        <source>Put the selected digit on the pad, to be drawn on: close a 4 to a 9.</source>
        <translation>将选中的数字放到画板上继续画：把 4 封口成 9。</translation>
    </message>
    <message>
        <source>Selected digit to the pad</source>
        <translation>将选中的数字放到画板</translation>
    </message>
    <message>
        <source>Open a PNG or a JPEG picture. One can be dropped, too.</source>
        <translation>打开 PNG 或 JPEG 图片。也可将图片拖放到此。</translation>
    </message>
    <message>
        <source>{question} {source}, {time}. {status}. Open it to start.</source>
        <translation>{question}{source}，{time}。{status}。打开即可开始。</translation>
    </message>
    <message>
        <source>{question} {source}, {time}. Open it to start.</source>
        <translation>{question}{source}，{time}。打开即可开始。</translation>
    </message>
    <message>
        <source>What came out</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>What to try next</source>
        <translation>接下来可以试试</translation>
    </message>
    <message>
        <source>All experiments</source>
        <translation>所有实验</translation>
    </message>
    <message>
        <source>Back to the gallery; what runs goes on (Esc).</source>
        <translation>返回列表；正在运行的继续（Esc）。</translation>
    </message>
    <message>
        <source>Save a copy of the file</source>
        <translation>保存文件副本</translation>
    </message>
    <message>
        <source>Save this experiment as a text file, to change it and open it again.</source>
        <translation>将此实验存为文本文件，以便修改后再打开。</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Let the runs of this experiment train, one after another.</source>
        <translation>让此实验的各个运行依次训练。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Train no further; what was trained stays in the list of runs.</source>
        <translation>不再继续训练；已训练的留在运行列表中。</translation>
    </message>
    <message>
        <source>Short · {time}</source>
        <translation>简版 · {time}</translation>
    </message>
    <message>
        <source>Full · {time}</source>
        <translation>完整 · {time}</translation>
    </message>
    <message>
        <source>Fewer epochs or images: enough to see it. About {time} here.</source>
        <translation>轮数或图像较少，但足以看出结果。在本机约需 {time}。</translation>
    </message>
    <message>
        <source>Short form, {time}</source>
        <translation>简版，{time}</translation>
    </message>
    <message>
        <source>As the article has it. About {time} here.</source>
        <translation>与文章一致。在本机约需 {time}。</translation>
    </message>
    <message>
        <source>Full form, {time}</source>
        <translation>完整版，{time}</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>重新开始</translation>
    </message>
    <message>
        <source>{run}: {state}. It is on the screen.</source>
        <translation>{run}：{state}。正在显示。</translation>
    </message>
    <message>
        <source>{run}: {state}. Click to look at it.</source>
        <translation>{run}：{state}。点击查看。</translation>
    </message>
    <message>
        <source>{run}, {state}</source>
        <translation>{run}，{state}</translation>
    </message>
    <message>
        <source>{sentence}.</source>
        <translation>{sentence}。</translation>
    </message>
    <message>
        <source>As expected</source>
        <translation>符合预期</translation>
    </message>
    <message>
        <source>As expected: {expected}.</source>
        <translation>符合预期：{expected}。</translation>
    </message>
    <message>
        <source>Not as expected</source>
        <translation>不符预期</translation>
    </message>
    <message>
        <source>Not as expected: {expected}.</source>
        <translation>不符预期：{expected}。</translation>
    </message>
    <message>
        <source>To expect: {expected}</source>
        <translation>预期：{expected}</translation>
    </message>
    <message>
        <source>What do you think?</source>
        <translation>你认为呢？</translation>
    </message>
    <message>
        <source>{question} {choice}.</source>
        <translation>{question}{choice}。</translation>
    </message>
    <message>
        <source>It is: {right}.</source>
        <translation>答案是：{right}。</translation>
    </message>
    <message>
        <source>So it is.</source>
        <translation>正是如此。</translation>
    </message>
    <message>
        <source>It is not. It is: {right}.</source>
        <translation>并非如此。答案是：{right}。</translation>
    </message>
    <message>
        <source>{verdict} {why}</source>
        <translation>{verdict}{why}</translation>
    </message>
    <message>
        <source>Stopped. What was trained is in the list of runs.</source>
        <translation>已停止。已训练的在运行列表中。</translation>
    </message>
    <message>
        <source>All runs have ended; measuring what came out …</source>
        <translation>所有运行均已结束；正在测量结果…</translation>
    </message>
    <message>
        <source>It has ended.</source>
        <translation>已结束。</translation>
    </message>
    <message>
        <source>{met} of {numbers} numbers came out as expected.</source>
        <translation>{numbers} 个数值中有 {met} 个符合预期。</translation>
    </message>
    <message>
        <source>Waits until the run that trains, or is paused, has ended.</source>
        <translation>等待正在训练或已暂停的运行结束。</translation>
    </message>
    <message>
        <source>Runs train one after another; explore meanwhile whatever you like.</source>
        <translation>各运行依次训练；其间可随意探索。</translation>
    </message>
    <message>
        <source>{name}, {what}</source>
        <translation>{name}，{what}</translation>
    </message>
    <message>
        <source>Align</source>
        <translation>对齐</translation>
    </message>
    <message>
        <source>Turn and mirror the planes of the others so that the codes of the same images lie as near to those of this run as they can: a latent space is only defined up to that.</source>
        <translation>旋转和镜像其他运行的平面，使相同图像的编码尽量靠近本次运行的编码：隐空间本来就只确定到旋转和镜像。</translation>
    </message>
    <message>
        <source>Decoded image of this run</source>
        <translation>本次运行的解码图像</translation>
    </message>
    <message>
        <source>Colours of the dots</source>
        <translation>点的颜色</translation>
    </message>
    <message>
        <source>{measure}: {low} to {high} {unit}</source>
        <translation>{measure}：{low} 至 {high} {unit}</translation>
    </message>
    <message>
        <source>{unit}, log</source>
        <translation>{unit}，对数</translation>
    </message>
    <message>
        <source>{what} Colours go from the 1st to the 99th percentile, evenly in ratios.</source>
        <translation>{what}颜色从第 1 到第 99 百分位，按比值均匀变化。</translation>
    </message>
    <message>
        <source>{what} Colours go from the 1st to the 99th percentile.</source>
        <translation>{what}颜色从第 1 到第 99 百分位。</translation>
    </message>
    <message>
        <source>Colour &amp;dots by</source>
        <translation>点的颜色(&amp;D)</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>The class of each digit.</source>
        <translation>每个数字的类别。</translation>
    </message>
    <message>
        <source>&amp;Put dots at</source>
        <translation>点的位置(&amp;P)</translation>
    </message>
    <message>
        <source>Refines all digits</source>
        <translation>需精修所有数字</translation>
    </message>
    <message>
        <source>Refines all digits: {cost}</source>
        <translation>需精修所有数字：{cost}</translation>
    </message>
    <message>
        <source>Until all digits are refined</source>
        <translation>待所有数字精修完毕</translation>
    </message>
    <message>
        <source>Stop comparing</source>
        <translation>停止比较</translation>
    </message>
    <message>
        <source>Do not compare this run</source>
        <translation>不再比较此运行</translation>
    </message>
    <message>
        <source>mirrored, turned {degrees}°</source>
        <translation>镜像，旋转 {degrees}°</translation>
    </message>
    <message>
        <source>turned {degrees}°</source>
        <translation>旋转 {degrees}°</translation>
    </message>
    <message>
        <source>epoch {epoch:.2f}</source>
        <translation>第 {epoch:.2f} 轮</translation>
    </message>
    <message>
        <source>other images: not aligned</source>
        <translation>图像不同：未对齐</translation>
    </message>
    <message>
        <source>Aggregate posterior</source>
        <translation>聚合后验</translation>
    </message>
    <message>
        <source>Aggregate posterior q(z), the mean of q(z | x): lines around 25, 50, 75 and 95 % of it</source>
        <translation>聚合后验 q(z)，即 q(z | x) 的平均：等高线围住其 25、50、75 和 95 %</translation>
    </message>
    <message>
        <source>Dots: the code of every digit</source>
        <translation>点：每个数字的编码</translation>
    </message>
    <message>
        <source>Gradient arrows</source>
        <translation>梯度箭头</translation>
    </message>
    <message>
        <source>Why reparameterise: where single draws of z would move μ of the digit nearest to the handle, by both estimators of the gradient</source>
        <translation>为何重参数化：对离手柄最近的数字，单次抽取的 z 会把其 μ 移向何处，两种梯度估计各自如何</translation>
    </message>
    <message>
        <source>No gradient arrows: they need a posterior to draw from,
and its images.</source>
        <translation>没有梯度箭头：需要可供抽样的后验，
以及相应的图像。</translation>
    </message>
    <message>
        <source>Gradient for μ of digit {row:,}, “{name}”: variance of one draw</source>
        <translation>数字 {row:,}（“{name}”）μ 的梯度：单次抽样的方差</translation>
    </message>
    <message>
        <source>without a baseline</source>
        <translation>无基线</translation>
    </message>
    <message>
        <source>, {number} times as much</source>
        <translation>，为其 {number} 倍</translation>
    </message>
    <message>
        <source>Ground and axes</source>
        <translation>背景与坐标轴</translation>
    </message>
    <message>
        <source>Handle</source>
        <translation>手柄</translation>
    </message>
    <message>
        <source>True posterior</source>
        <translation>真实后验</translation>
    </message>
    <message>
        <source>True posterior p(z|x) of the digit under the pointer, or else of the one selected, with the encoder’s q(z|x) as its ellipse at 1 and 2 σ</source>
        <translation>指针下的数字（否则为选中的数字）的真实后验 p(z|x)，以及编码器的 q(z|x) 在 1 和 2 σ 处的椭圆</translation>
    </message>
    <message>
        <source>Card of the dot under the pointer</source>
        <translation>指针下的点的卡片</translation>
    </message>
    <message>
        <source>a point: no σ</source>
        <translation>一个点：无 σ</translation>
    </message>
    <message>
        <source>train image {row:,}</source>
        <translation>训练图像 {row:,}</translation>
    </message>
    <message>
        <source>test image {row:,}</source>
        <translation>测试图像 {row:,}</translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation>套索</translation>
    </message>
    <message>
        <source>Mosaic</source>
        <translation>解码图</translation>
    </message>
    <message>
        <source>Mosaic: what the decoder draws all over the plane</source>
        <translation>解码图：解码器在整个平面上画出的图像</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Names of the classes, at the median of their codes</source>
        <translation>类别名称，位于其编码的中位数处</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>some dots are from up to {steps:,} steps ago</source>
        <translation>部分点来自至多 {steps:,} 步之前</translation>
    </message>
    <message>
        <source>Open a model, or press Train</source>
        <translation>请打开模型，或按“训练”</translation>
    </message>
    <message>
        <source>Own image</source>
        <translation>自己的图像</translation>
    </message>
    <message>
        <source>from</source>
        <translation>起</translation>
    </message>
    <message>
        <source>to</source>
        <translation>终</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Pins</source>
        <translation>图钉</translation>
    </message>
    <message>
        <source>What belongs to the true posterior</source>
        <translation>真实后验的附属部分</translation>
    </message>
    <message>
        <source>ln p(z|x) below the mode, nats</source>
        <translation>ln p(z|x) 低于峰值（奈特）</translation>
    </message>
    <message>
        <source>Decision regions</source>
        <translation>决策区域</translation>
    </message>
    <message>
        <source>Decision regions: the class that the classifier sees in what is decoded, the surer the stronger</source>
        <translation>决策区域：分类器对解码图像判定的类别，越确信颜色越深</translation>
    </message>
    <message>
        <source>Rings</source>
        <translation>圆环</translation>
    </message>
    <message>
        <source>Rings of the prior N(0, I) at 1, 2 and 3 σ; of a learned prior its Gaussians at 1 and 2 σ, with their weights</source>
        <translation>先验 N(0, I) 在 1、2 和 3 σ 处的圆环；学得的先验则为各高斯分布在 1 和 2 σ 处的圆环及其权重</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>Selection</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Shifts</source>
        <translation>偏移</translation>
    </message>
    <message>
        <source>Shifts: from where the encoder puts a digit to the mode of its true posterior</source>
        <translation>偏移：从编码器放置数字之处到其真实后验的峰</translation>
    </message>
    <message>
        <source>No shifts: the images behind the codes are not here</source>
        <translation>没有偏移：这些编码的图像不在此处</translation>
    </message>
    <message>
        <source>The true modes of some digits are being found…</source>
        <translation>正在寻找部分数字的真实峰…</translation>
    </message>
    <message>
        <source>No shifts: there is no true posterior to be found</source>
        <translation>没有偏移：不存在可求的真实后验</translation>
    </message>
    <message>
        <source>True modes: {median:.3f} away in the median, {far:.1f} % over half a unit, of {digits:,} digits</source>
        <translation>真实峰：距离中位数 {median:.3f}，{far:.1f} % 超过半个单位，共 {digits:,} 个数字</translation>
    </message>
    <message>
        <source>Trails</source>
        <translation>轨迹</translation>
    </message>
    <message>
        <source>Trails: where each dot was at the last moments, while a run is trained or played</source>
        <translation>轨迹：训练或回放运行时，每个点在最近几个时刻的位置</translation>
    </message>
    <message>
        <source>Fade where there is no data</source>
        <translation>淡化无数据处</translation>
    </message>
    <message>
        <source>Fade the mosaic where there is no data: where q(z), the mean of q(z | x), is low</source>
        <translation>淡化解码图中无数据之处：即 q(z)（q(z | x) 的平均）较低之处</translation>
    </message>
    <message>
        <source>{name} ({colour}): click hides or shows it, double-click isolates it</source>
        <translation>{name}（{colour}）：单击隐藏或显示，双击只显示它</translation>
    </message>
    <message>
        <source>Class {name}, {colour}</source>
        <translation>类别 {name}，{colour}</translation>
    </message>
    <message>
        <source>Space hides or shows the class, Return isolates it.</source>
        <translation>空格键隐藏或显示该类别，回车键只显示该类别。</translation>
    </message>
    <message>
        <source>What can be done at this place</source>
        <translation>在此处可做的操作</translation>
    </message>
    <message>
        <source>Remove the pin {name}</source>
        <translation>移除图钉 {name}</translation>
    </message>
    <message>
        <source>Pin this {what}</source>
        <translation>钉住此{what}</translation>
    </message>
    <message>
        <source>Pin this place ({place})</source>
        <translation>钉住此位置（{place}）</translation>
    </message>
    <message>
        <source>Pin the handle’s place</source>
        <translation>钉住手柄处</translation>
    </message>
    <message>
        <source>Move the handle here</source>
        <translation>将手柄移到此处</translation>
    </message>
    <message>
        <source>Centre the view on the handle</source>
        <translation>以手柄为视图中心</translation>
    </message>
    <message>
        <source>image ({name})</source>
        <translation>图像（{name}）</translation>
    </message>
    <message>
        <source>digit (an {name})</source>
        <translation>数字（{name}）</translation>
    </message>
    <message>
        <source>digit (a {name})</source>
        <translation>数字（{name}）</translation>
    </message>
    <message>
        <source>Centre the view on the cursor</source>
        <translation>以光标为视图中心</translation>
    </message>
    <message>
        <source>Centre the view on the cursor (C)</source>
        <translation>以光标为视图中心（C）</translation>
    </message>
    <message>
        <source>Pin the handle’s place (P): see how what it decodes to emerged</source>
        <translation>钉住手柄处（P）：查看此处解码出的图像是如何形成的</translation>
    </message>
    <message>
        <source>Show all (Home): every code, and every class</source>
        <translation>显示全部（Home）：所有编码和所有类别</translation>
    </message>
    <message>
        <source>Colour dots</source>
        <translation>点的颜色</translation>
    </message>
    <message>
        <source>Colour dots: by class, or by a number that each digit has</source>
        <translation>点的颜色：按类别，或按每个数字的某项数值</translation>
    </message>
    <message>
        <source>Refined codes</source>
        <translation>精修编码</translation>
    </message>
    <message>
        <source>Refined codes: dots where the true posteriors are</source>
        <translation>精修编码：点位于真实后验所在之处</translation>
    </message>
    <message>
        <source>{tip} ({keys})</source>
        <translation>{tip}（{keys}）</translation>
    </message>
    <message>
        <source>{layer} on or off</source>
        <translation>开关“{layer}”</translation>
    </message>
    <message>
        <source>Remove this waypoint</source>
        <translation>移除此途经点</translation>
    </message>
    <message>
        <source>Add a waypoint after it</source>
        <translation>在其后添加途经点</translation>
    </message>
    <message>
        <source>Add a waypoint here</source>
        <translation>在此添加途经点</translation>
    </message>
    <message>
        <source>pin</source>
        <translation>个图钉</translation>
    </message>
    <message>
        <source>There is room for {pins}. Remove one first.</source>
        <translation>最多容纳 {pins}。请先移除一个。</translation>
    </message>
    <message>
        <source>Latent plot</source>
        <translation>隐空间图</translation>
    </message>
    <message>
        <source>Codes of the digits in the plane. Arrow keys move the cursor, with Shift ten times as far; plus and minus zoom; Home shows everything; C centres the view on the cursor; P pins its place; Return selects the digit nearest to it, L and B take a lasso and a box, Control A selects every digit, and Escape lets go.</source>
        <translation>各数字在平面上的编码。方向键移动光标，按住 Shift 时距离为十倍；加号和减号缩放；Home 显示全部；C 以光标为视图中心；P 钉住其位置；回车选中离它最近的数字，L 和 B 拿起套索和方框，Control A 选中所有数字，Escape 放开。</translation>
    </message>
    <message>
        <source>The dots are not shown, and only what is seen can be selected. Switch “Dots” on.</source>
        <translation>点未显示，而只有可见的才能选中。请打开“点”。</translation>
    </message>
    <message>
        <source>&amp;Lasso</source>
        <translation>套索(&amp;L)</translation>
    </message>
    <message>
        <source>Lasso: draw around dots to select them</source>
        <translation>套索：圈住点以选中它们</translation>
    </message>
    <message>
        <source>&amp;Box</source>
        <translation>方框(&amp;B)</translation>
    </message>
    <message>
        <source>Box: drag a box over dots to select them</source>
        <translation>方框：拖出方框以选中其中的点</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Select these digits instead of those that are selected.</source>
        <translation>改为选中这些数字，取代现有选择。</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Add these digits to those that are selected. Shift does so while it is held.</source>
        <translation>将这些数字加入选择。按住 Shift 亦然。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Take these digits from those that are selected. Alt does so while it is held.</source>
        <translation>将这些数字移出选择。按住 Alt 亦然。</translation>
    </message>
    <message>
        <source>Put the tool away</source>
        <translation>收起工具</translation>
    </message>
    <message>
        <source>Let the hand move the view again (Esc).</source>
        <translation>让鼠标重新移动视图（Esc）。</translation>
    </message>
    <message>
        <source>{tool}: what becomes of the dots</source>
        <translation>{tool}：如何处理这些点</translation>
    </message>
    <message>
        <source>{digits} selected.</source>
        <translation>已选中 {digits}。</translation>
    </message>
    <message>
        <source>Handle at {z1}, {z2}.</source>
        <translation>手柄在 {z1}, {z2}。</translation>
    </message>
    <message>
        <source>Handle at {z1}, {z2}; the nearest digit is {name}.</source>
        <translation>手柄在 {z1}, {z2}；最近的数字是 {name}。</translation>
    </message>
    <message>
        <source>Looking at {name}, at {z1}, {z2}.</source>
        <translation>正在查看 {name}，位于 {z1}, {z2}。</translation>
    </message>
    <message>
        <source>Looking at {name}, number {row}, at {z1}, {z2}.</source>
        <translation>正在查看 {name}，第 {row} 号，位于 {z1}, {z2}。</translation>
    </message>
    <message>
        <source>“{layer}” could not be drawn in the plot and is switched off.</source>
        <translation>“{layer}”无法在图中绘制，已关闭。</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>All layers of the plot, by their names</source>
        <translation>图中的所有图层，按名称列出</translation>
    </message>
    <message>
        <source>Experiments</source>
        <translation>实验</translation>
    </message>
    <message>
        <source>Digit</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>By epoch</source>
        <translation>各轮重建</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>手绘</translation>
    </message>
    <message>
        <source>Digits</source>
        <translation>数字列表</translation>
    </message>
    <message>
        <source>Losses</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Posterior plane</source>
        <translation>后验平面</translation>
    </message>
    <message>
        <source>The curves of {run} stay out: its likelihood is another, and nats of the two cannot be compared.</source>
        <translation>{run} 的曲线不显示：它的似然不同，两者的奈特值不能比较。</translation>
    </message>
    <message>
        <source>The curves of {run} stay out: its data set is another, and nats of the two cannot be compared.</source>
        <translation>{run} 的曲线不显示：它的数据集不同，两者的奈特值不能比较。</translation>
    </message>
    <message>
        <source>Losses appear here while a model trains</source>
        <translation>模型训练时，损失在此显示</translation>
    </message>
    <message>
        <source>PNG image (*.png)</source>
        <translation>PNG 图像 (*.png)</translation>
    </message>
    <message>
        <source>SVG drawing (*.svg)</source>
        <translation>SVG 图形 (*.svg)</translation>
    </message>
    <message>
        <source>CSV table (*.csv)</source>
        <translation>CSV 表格 (*.csv)</translation>
    </message>
    <message>
        <source>Save losses</source>
        <translation>保存损失</translation>
    </message>
    <message>
        <source>Likeness</source>
        <translation>看起来像</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>The colours that grey values are shown in.</source>
        <translation>用什么颜色显示灰度值。</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Blend the image&apos;s pixels into each other instead of showing them as squares.</source>
        <translation>让图像的像素平滑过渡，而不是显示成方块。</translation>
    </message>
    <message>
        <source>How far to trust it</source>
        <translation>可信度</translation>
    </message>
    <message>
        <source>Show the real images nearest to it, how dense the codes are here, and what else tells whether the image is to be trusted.</source>
        <translation>显示与它最近的真实图像、此处编码的密度，以及其他能说明图像是否可信的信息。</translation>
    </message>
    <message>
        <source>Copy the image to the clipboard.</source>
        <translation>将图像复制到剪贴板。</translation>
    </message>
    <message>
        <source>Save image</source>
        <translation>保存图像</translation>
    </message>
    <message>
        <source>Save the image as a PNG file.</source>
        <translation>将图像保存为 PNG 文件。</translation>
    </message>
    <message>
        <source>The coordinate {name} of the point that is decoded.</source>
        <translation>被解码的点的坐标 {name}。</translation>
    </message>
    <message>
        <source>The image could not be saved as {path}. Choose another folder or name.</source>
        <translation>图像无法保存为 {path}。请换一个文件夹或名称。</translation>
    </message>
    <message>
        <source>PyTorch cannot be loaded.</source>
        <translation>无法加载 PyTorch。</translation>
    </message>
    <message>
        <source>Loading PyTorch…</source>
        <translation>正在加载 PyTorch…</translation>
    </message>
    <message>
        <source>Click a dot in the plot to select its digit, or give its number.</source>
        <translation>点击图中的点以选中其数字，或输入其编号。</translation>
    </message>
    <message>
        <source>Adding up the posterior…</source>
        <translation>正在累加后验…</translation>
    </message>
    <message>
        <source>Reconstruction at the encoder’s mean</source>
        <translation>编码器均值处的重建</translation>
    </message>
    <message>
        <source>What the decoder makes of the encoder’s mean.</source>
        <translation>解码器由编码器的均值得到的图像。</translation>
    </message>
    <message>
        <source>Its place among the held-out images, from 0.</source>
        <translation>它在留出图像中的位置，从 0 开始。</translation>
    </message>
    <message>
        <source>Number of the digit</source>
        <translation>数字的编号</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>热图</translation>
    </message>
    <message>
        <source>Map of the posterior</source>
        <translation>后验热图</translation>
    </message>
    <message>
        <source>Show the true posterior in the plot, on a log scale.</source>
        <translation>在图中以对数尺度显示真实后验。</translation>
    </message>
    <message>
        <source>Be the encoder</source>
        <translation>当编码器</translation>
    </message>
    <message>
        <source>Move and stretch the ellipse yourself: how high can you bring the ELBO?</source>
        <translation>亲手移动和拉伸椭圆：你能把 ELBO 提到多高？</translation>
    </message>
    <message>
        <source>Refine</source>
        <translation>精修</translation>
    </message>
    <message>
        <source>Let steps up the slope of the ELBO move it.</source>
        <translation>让它沿 ELBO 的梯度逐步上升。</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Go back to the encoder’s ellipse.</source>
        <translation>回到编码器的椭圆。</translation>
    </message>
    <message>
        <source>The images of this model are not at hand.</source>
        <translation>手头没有此模型的图像。</translation>
    </message>
    <message>
        <source>The lists need log p(x) and the best Gaussian of every digit:</source>
        <translation>列表需要每个数字的 log p(x) 和最佳高斯：</translation>
    </message>
    <message>
        <source>List of digits</source>
        <translation>数字列表</translation>
    </message>
    <message>
        <source>Which digits are listed.</source>
        <translation>列出哪些数字。</translation>
    </message>
    <message>
        <source>What is below each digit</source>
        <translation>每个数字下方是什么</translation>
    </message>
    <message>
        <source>Arrow keys walk the list: each digit is selected, and the handle goes to its code.</source>
        <translation>用方向键在列表中移动：每到一个数字就选中它，手柄移到其编码处。</translation>
    </message>
    <message>
        <source>Refine all digits</source>
        <translation>精修所有数字</translation>
    </message>
    <message>
        <source>Below each digit: {measure}</source>
        <translation>每个数字下方：{measure}</translation>
    </message>
    <message>
        <source>Compute the true posterior of every digit.</source>
        <translation>计算每个数字的真实后验。</translation>
    </message>
    <message>
        <source>The images behind the codes are not there, or not there yet.</source>
        <translation>编码所对应的图像不在，或尚未就绪。</translation>
    </message>
    <message>
        <source>first {listed} of {all:,}</source>
        <translation>{all:,} 个中的前 {listed} 个</translation>
    </message>
    <message>
        <source>{waiting} {cost}.</source>
        <translation>{waiting}{cost}。</translation>
    </message>
    <message>
        <source>{digit}: {list}, {value}; gap {gap:.1f} nats</source>
        <translation>{digit}：{list}，{value}；差距 {gap:.1f} 奈特</translation>
    </message>
    <message>
        <source>Show the mean of p(x | z), pixel by pixel. Blur is a mean: where the decoder cannot tell black from white, the mean of the two is grey.</source>
        <translation>逐像素显示 p(x | z) 的均值。模糊就是均值：解码器分不清黑白之处，两者的均值是灰。</translation>
    </message>
    <message>
        <source>Show an image drawn from p(x | z), here and in every other picture. Blur is a mean: what the model says can be seen has pixels drawn one by one around it.</source>
        <translation>在此处和所有其他图中显示从 p(x | z) 抽取的图像。模糊就是均值：模型认为真正会看到的图像，像素是围绕均值逐个抽取的。</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>抽样</translation>
    </message>
    <message>
        <source>Draw again</source>
        <translation>重新抽样</translation>
    </message>
    <message>
        <source>Draw every pixel of every image anew.</source>
        <translation>重新抽取每张图像的每个像素。</translation>
    </message>
    <message>
        <source>A draw from p(x | z): {what}</source>
        <translation>p(x | z) 的一次抽样：{what}</translation>
    </message>
    <message>
        <source>Choose a question, and see what comes out.</source>
        <translation>选一个问题，看看结果如何。</translation>
    </message>
    <message>
        <source>Open an experiment of your own, a .toml file.</source>
        <translation>打开你自己的实验，即 .toml 文件。</translation>
    </message>
    <message>
        <source>Open a file</source>
        <translation>打开文件</translation>
    </message>
    <message>
        <source>Experiments (*{suffix})</source>
        <translation>实验 (*{suffix})</translation>
    </message>
    <message>
        <source>Save a copy</source>
        <translation>保存副本</translation>
    </message>
    <message>
        <source>Open an experiment</source>
        <translation>打开实验</translation>
    </message>
    <message>
        <source>KL divergences appear here while a model trains</source>
        <translation>模型训练时，KL 散度在此显示</translation>
    </message>
    <message>
        <source>draws fitted</source>
        <translation>抽样拟合</translation>
    </message>
    <message>
        <source>posteriors</source>
        <translation>后验</translation>
    </message>
    <message>
        <source>by Monte Carlo</source>
        <translation>蒙特卡洛</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Choose which divergences are drawn.</source>
        <translation>选择画出哪些散度。</translation>
    </message>
    <message>
        <source>Draw the divergences on a logarithmic axis.</source>
        <translation>用对数轴画出散度。</translation>
    </message>
    <message>
        <source>Show all iterations again (or double-click the plot).</source>
        <translation>重新显示所有迭代（或双击图）。</translation>
    </message>
    <message>
        <source>Copy the plot as an image, or save it as PNG or its numbers as CSV.</source>
        <translation>将图复制为图像，或保存为 PNG，或将其数值保存为 CSV。</translation>
    </message>
    <message>
        <source>randn about {mean:.2g} (n = {size})</source>
        <translation>randn 约 {mean:.2g}（n = {size}）</translation>
    </message>
    <message>
        <source>KL, nats: {figures}</source>
        <translation>KL（奈特）：{figures}</translation>
    </message>
    <message>
        <source>Save KL</source>
        <translation>保存 KL</translation>
    </message>
    <message>
        <source>Click in the plot; Backspace takes one back, Esc ends.</source>
        <translation>在图中点击；Backspace 撤回一个，Esc 结束。</translation>
    </message>
    <message>
        <source>How far it is along the straight way and along the shortest one: by how much the decoded image changes on it, in pixels that turn from black to white; and in the plane.</source>
        <translation>直线路径与最短路径各有多长：沿途解码图像的变化量，以由黑变白的像素数计；以及在平面中的长度。</translation>
    </message>
    <message>
        <source>straight {straight:.1f}, shortest {shortest:.1f} in pixels</source>
        <translation>以像素计，直线 {straight:.1f}，最短 {shortest:.1f}</translation>
    </message>
    <message>
        <source>{in_pixels}; in the plane {straight:.2f} and {shortest:.2f}</source>
        <translation>{in_pixels}；在平面中 {straight:.2f} 和 {shortest:.2f}</translation>
    </message>
    <message>
        <source>at step {step:,}: {lengths}</source>
        <translation>第 {step:,} 步：{lengths}</translation>
    </message>
    <message>
        <source>The way between two digits appears here.</source>
        <translation>两个数字之间的路径在此显示。</translation>
    </message>
    <message>
        <source>Click another digit, or a place, in the plot.</source>
        <translation>再点击图中的一个数字或位置。</translation>
    </message>
    <message>
        <source>Click digits or places in the plot; Backspace takes the last back, Esc ends.</source>
        <translation>点击图中的数字或位置；Backspace 撤回上一个，Esc 结束。</translation>
    </message>
    <message>
        <source>Straight</source>
        <translation>直线</translation>
    </message>
    <message>
        <source>Shortest</source>
        <translation>最短</translation>
    </message>
    <message>
        <source>Frame of the path</source>
        <translation>路径的帧</translation>
    </message>
    <message>
        <source>Filmstrip</source>
        <translation>胶片条</translation>
    </message>
    <message>
        <source>Way</source>
        <translation>路线</translation>
    </message>
    <message>
        <source>From waypoint to waypoint, straight in the plane, with steps of equal length there; or shortest under the decoder’s metric, on which the image changes the least, by as much at each step.</source>
        <translation>从途经点到途经点：在平面中走直线，步长相等；或按解码器的度量走最短路径，图像变化最小，且每步变化相同。</translation>
    </message>
    <message>
        <source>Lengths</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Save the path</source>
        <translation>保存路径</translation>
    </message>
    <message>
        <source>Pin a place with P, or a digit by a right click on its dot: here you see how it emerged as the model was trained</source>
        <translation>按 P 钉住一个位置，或右键点击一个点来钉住其数字：在此可见它如何随模型的训练而形成</translation>
    </message>
    <message>
        <source>Pin here</source>
        <translation>钉在此处</translation>
    </message>
    <message>
        <source>Pin the place of the handle (P).</source>
        <translation>钉住手柄所在位置（P）。</translation>
    </message>
    <message>
        <source>Click to pin</source>
        <translation>点击钉住</translation>
    </message>
    <message>
        <source>Click a dot in the plot to pin that digit, or a place.</source>
        <translation>点击图中的点以钉住其数字，或点击一个位置。</translation>
    </message>
    <message>
        <source>Pin by a click</source>
        <translation>点击来钉住</translation>
    </message>
    <message>
        <source>Posteriors appear here once there is a model</source>
        <translation>有了模型，后验就在此显示</translation>
    </message>
    <message>
        <source>The posteriors of this model are points: they have no σ</source>
        <translation>此模型的后验是点：没有 σ</translation>
    </message>
    <message>
        <source>Both axes</source>
        <translation>两条轴</translation>
    </message>
    <message>
        <source>Axis</source>
        <translation>轴</translation>
    </message>
    <message>
        <source>Of which axis of the plane the posteriors are drawn.</source>
        <translation>画出平面哪条轴的后验。</translation>
    </message>
    <message>
        <source>Flow lines</source>
        <translation>流线</translation>
    </message>
    <message>
        <source>Draw where gradient descent on the KL leads.</source>
        <translation>画出沿 KL 梯度下降的走向。</translation>
    </message>
    <message>
        <source>Play the flow</source>
        <translation>播放流动</translation>
    </message>
    <message>
        <source>Let the dots follow the slope of the KL to the prior, and come back.</source>
        <translation>让各点沿 KL 的梯度下降流向先验，然后返回。</translation>
    </message>
    <message>
        <source>Show the whole plane again (or double-click it).</source>
        <translation>重新显示整个平面（或双击它）。</translation>
    </message>
    <message>
        <source>Mean KL, nats: {figures}</source>
        <translation>平均 KL（奈特）：{figures}</translation>
    </message>
    <message>
        <source>Mean KL, nats</source>
        <translation>平均 KL（奈特）</translation>
    </message>
    <message>
        <source>at t = {time:.2f}</source>
        <translation>t = {time:.2f} 时</translation>
    </message>
    <message>
        <source>KL {kl:.2f} nats</source>
        <translation>KL {kl:.2f} 奈特</translation>
    </message>
    <message>
        <source>Train it earlier (Alt+Up)</source>
        <translation>提前训练（Alt+Up）</translation>
    </message>
    <message>
        <source>Train it later (Alt+Down)</source>
        <translation>推后训练（Alt+Down）</translation>
    </message>
    <message>
        <source>Pin its curves, beside those of others (P)</source>
        <translation>钉住其曲线，与其他曲线并列（P）</translation>
    </message>
    <message>
        <source>What can be done with it (Menu key)</source>
        <translation>可对它做什么（菜单键）</translation>
    </message>
    <message>
        <source>Unpin its curves (P)</source>
        <translation>取消钉住其曲线（P）</translation>
    </message>
    <message>
        <source>Name of {run}</source>
        <translation>{run} 的名称</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Defaults</source>
        <translation>默认值</translation>
    </message>
    <message>
        <source>{device} (not here)</source>
        <translation>{device}（不可用）</translation>
    </message>
    <message>
        <source>Draw a new seed, for another run of the same kind.</source>
        <translation>抽取新种子，用于另一次同类运行。</translation>
    </message>
    <message>
        <source>New seed</source>
        <translation>新种子</translation>
    </message>
    <message>
        <source>Set all of this back to what it was at first; your own values are lost.</source>
        <translation>将这一切恢复为最初的值；你自己的值会丢失。</translation>
    </message>
    <message>
        <source>Fetch these images from the internet.</source>
        <translation>从互联网获取这些图像。</translation>
    </message>
    <message>
        <source>Download the data set</source>
        <translation>下载数据集</translation>
    </message>
    <message>
        <source>{name} device</source>
        <translation>{name} 设备</translation>
    </message>
    <message>
        <source>This computer has no {device} that PyTorch can use: choose Automatic.</source>
        <translation>这台电脑没有 PyTorch 可用的 {device}：请选择“自动”。</translation>
    </message>
    <message>
        <source>To download ({size})</source>
        <translation>需下载（{size}）</translation>
    </message>
    <message>
        <source>To download</source>
        <translation>需下载</translation>
    </message>
    <message>
        <source>Not on this computer</source>
        <translation>不在这台电脑上</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>已在这台电脑上</translation>
    </message>
    <message>
        <source>It is the one on the screen.</source>
        <translation>它正显示在屏幕上。</translation>
    </message>
    <message>
        <source>There is nothing to see before its turn comes.</source>
        <translation>轮到它之前没有可看的。</translation>
    </message>
    <message>
        <source>It has no curves: no losses were kept of its training.</source>
        <translation>它没有曲线：没有保留其训练的损失。</translation>
    </message>
    <message>
        <source>It is trained elsewhere.</source>
        <translation>它在别处训练。</translation>
    </message>
    <message>
        <source>It is training now.</source>
        <translation>它正在训练。</translation>
    </message>
    <message>
        <source>It waits for its turn already.</source>
        <translation>它已在排队等候。</translation>
    </message>
    <message>
        <source>It is solved: no training makes it better.</source>
        <translation>它已求得最优解：再训练也不会更好。</translation>
    </message>
    <message>
        <source>Its training ended in an error. Use its settings for a new run.</source>
        <translation>它的训练因出错而结束。请将其设置用于新运行。</translation>
    </message>
    <message>
        <source>It was never trained. Use its settings for a new run.</source>
        <translation>它从未训练过。请将其设置用于新运行。</translation>
    </message>
    <message>
        <source>Only the model was kept, without what training it further takes. Use its settings for a new run.</source>
        <translation>只保留了模型，没有继续训练所需的数据。请将其设置用于新运行。</translation>
    </message>
    <message>
        <source>Nothing has been trained yet.</source>
        <translation>尚未训练任何东西。</translation>
    </message>
    <message>
        <source>There is nothing to evaluate before its turn comes.</source>
        <translation>轮到它之前没有可评估的。</translation>
    </message>
    <message>
        <source>It is training now. Stop it first.</source>
        <translation>它正在训练。请先停止。</translation>
    </message>
    <message>
        <source>It does not wait in the queue.</source>
        <translation>它不在队列中等候。</translation>
    </message>
    <message>
        <source>It is the next to be trained.</source>
        <translation>下一个训练的就是它。</translation>
    </message>
    <message>
        <source>It is the last of the queue.</source>
        <translation>它是队列中的最后一个。</translation>
    </message>
    <message>
        <source>It is not watched.</source>
        <translation>未监视它。</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Look at this run: plane, image and curves.</source>
        <translation>查看此运行：平面、图像和曲线。</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Look at it, or at all chosen runs, beside the one on the screen.</source>
        <translation>将它或所有所选运行与屏幕上的运行并排查看。</translation>
    </message>
    <message>
        <source>Pin its curves</source>
        <translation>钉住其曲线</translation>
    </message>
    <message>
        <source>Keep its curves beside those of others.</source>
        <translation>让其曲线与其他曲线并列显示。</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Move up in the queue</source>
        <translation>在队列中上移</translation>
    </message>
    <message>
        <source>Move down in the queue</source>
        <translation>在队列中下移</translation>
    </message>
    <message>
        <source>Take out of the queue</source>
        <translation>移出队列</translation>
    </message>
    <message>
        <source>Stop watching</source>
        <translation>停止监视</translation>
    </message>
    <message>
        <source>Look at its folder no longer; what was read stays.</source>
        <translation>不再查看其文件夹；已读取的保留。</translation>
    </message>
    <message>
        <source>Train further</source>
        <translation>继续训练</translation>
    </message>
    <message>
        <source>Use its settings</source>
        <translation>使用其设置</translation>
    </message>
    <message>
        <source>Copy its settings to the Training panel.</source>
        <translation>将其设置复制到“训练”面板。</translation>
    </message>
    <message>
        <source>Evaluate…</source>
        <translation>评估…</translation>
    </message>
    <message>
        <source>Measure it on its data set: −ELBO, and how well classes lie apart in the plane.</source>
        <translation>在其数据集上评估：−ELBO，以及各类别在平面中分得多开。</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Take it off the list; undo brings it back.</source>
        <translation>从列表中移除；撤销可恢复。</translation>
    </message>
    <message>
        <source>{epochs}, to epoch {last:,}</source>
        <translation>再 {epochs}，到第 {last:,} 轮</translation>
    </message>
    <message>
        <source>more epoch</source>
        <translation>轮</translation>
    </message>
    <message>
        <source>As planned, to epoch {last:,}</source>
        <translation>按计划，到第 {last:,} 轮</translation>
    </message>
    <message>
        <source>preparing</source>
        <translation>准备中</translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练中</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>停止中</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>{waits}, {place}</source>
        <translation>{waits}，{place}</translation>
    </message>
    <message>
        <source>Test {loss} {value}</source>
        <translation>测试 {loss} {value}</translation>
    </message>
    <message>
        <source>Watched in {folder}, last heard of {time}</source>
        <translation>在 {folder} 中监视，最近更新于 {time}</translation>
    </message>
    <message>
        <source>Trained for {time}</source>
        <translation>训练用时 {time}</translation>
    </message>
    <message>
        <source>Shown</source>
        <translation>显示中</translation>
    </message>
    <message>
        <source>Its curves are pinned</source>
        <translation>其曲线已钉住</translation>
    </message>
    <message>
        <source>a run that was removed</source>
        <translation>已移除的运行</translation>
    </message>
    <message>
        <source>Branches off {run} at step {step:,}</source>
        <translation>在第 {step:,} 步从 {run} 分支</translation>
    </message>
    <message>
        <source>Branches off {run} at epoch {epoch:.2f}</source>
        <translation>在第 {epoch:.2f} 轮从 {run} 分支</translation>
    </message>
    <message>
        <source>watched</source>
        <translation>监视中</translation>
    </message>
    <message>
        <source>opened</source>
        <translation>已打开</translation>
    </message>
    <message>
        <source>untrained</source>
        <translation>未训练</translation>
    </message>
    <message>
        <source>epoch {epoch:.1f}</source>
        <translation>第 {epoch:.1f} 轮</translation>
    </message>
    <message>
        <source>{done:,} of {epochs}</source>
        <translation>{done:,} / {epochs}</translation>
    </message>
    <message>
        <source>{done:,} of {all:,}</source>
        <translation>{done:,} / {all:,}</translation>
    </message>
    <message>
        <source>{number}st</source>
        <translation>第 {number} 位</translation>
    </message>
    <message>
        <source>{number}nd</source>
        <translation>第 {number} 位</translation>
    </message>
    <message>
        <source>{number}rd</source>
        <translation>第 {number} 位</translation>
    </message>
    <message>
        <source>{number}th</source>
        <translation>第 {number} 位</translation>
    </message>
    <message>
        <source>Runs that you train and models that you open are listed here</source>
        <translation>你训练的运行和打开的模型在此列出</translation>
    </message>
    <message>
        <source>Return shows a run, P pins its curves, F2 renames, Delete removes, Shift and Ctrl choose several to be compared, Alt with Up and Down moves it in the queue, the Menu key has the rest.</source>
        <translation>回车显示运行，P 钉住其曲线，F2 重命名，Delete 移除，Shift 和 Ctrl 选择多个以作比较，Alt 加上下方向键在队列中移动，其余见菜单键。</translation>
    </message>
    <message>
        <source>How many more epochs?</source>
        <translation>再训练多少轮？</translation>
    </message>
    <message>
        <source>What can be done with {run}</source>
        <translation>可对 {run} 做什么</translation>
    </message>
    <message>
        <source>Another number…</source>
        <translation>其他数量…</translation>
    </message>
    <message>
        <source>How far the aggregate posterior is from the prior N(0, I): the part of the mean KL divergence that says nothing of x. About e to this power draws from the prior are needed for one like those of q(z).</source>
        <translation>聚合后验离先验 N(0, I) 有多远：平均 KL 散度中与 x 无关的部分。大约要从先验抽取 e 的这个次方个样本，才有一个像是来自 q(z)。</translation>
    </message>
    <message>
        <source>Mutual information: how much z tells of x. With KL(q(z) ‖ p(z)) it adds up to the mean KL divergence; it cannot be more than the logarithm of the number of images.</source>
        <translation>互信息：z 透露了多少关于 x 的信息。它与 KL(q(z) ‖ p(z)) 之和为平均 KL 散度；它不会超过图像数的对数。</translation>
    </message>
    <message>
        <source>moment-fit KL</source>
        <translation>矩拟合 KL</translation>
    </message>
    <message>
        <source>KL divergence from N(0, I) of a Gaussian with the mean and the covariance of q(z): what of the divergence is a matter of place and size. The rest is shape, that is, holes.</source>
        <translation>与 q(z) 均值和协方差相同的高斯到 N(0, I) 的 KL 散度：散度中由位置和大小造成的部分。其余来自形状，即空洞。</translation>
    </message>
    <message>
        <source>Dimensions of the plane along which the codes vary by more than 0.01.</source>
        <translation>平面中编码方差超过 0.01 的维数。</translation>
    </message>
    <message>
        <source>{active} of {all}</source>
        <translation>{active} / {all}</translation>
    </message>
    <message>
        <source>mean of q(z)</source>
        <translation>q(z) 的均值</translation>
    </message>
    <message>
        <source>Of the prior: 0, 0.</source>
        <translation>先验的均值：0，0。</translation>
    </message>
    <message>
        <source>variances; covariance</source>
        <translation>方差；协方差</translation>
    </message>
    <message>
        <source>Along z₁ and z₂, and between them. Of the prior: 1, 1; 0.</source>
        <translation>沿 z₁ 和 z₂ 的方差，以及两者之间的协方差。先验为 1，1；0。</translation>
    </message>
    <message>
        <source>{name}: {value}</source>
        <translation>{name}：{value}</translation>
    </message>
    <message>
        <source>The posterior has collapsed: no dimension of the plane is in use.</source>
        <translation>后验已坍缩：平面没有一维被使用。</translation>
    </message>
    <message>
        <source>The codes of all digits are nearly the same, so that z says nothing of x and every image that is decoded is the mean one.</source>
        <translation>所有数字的编码几乎相同，因此 z 不含关于 x 的信息，解码出的每张图像都是平均图像。</translation>
    </message>
    <message>
        <source>The learned prior</source>
        <translation>学得的先验</translation>
    </message>
    <message>
        <source>N(0, I)</source>
        <comment>as a prior</comment>
        <translation>先验 N(0, I) </translation>
    </message>
    <message>
        <source>The posterior has collapsed: only one dimension of the plane is in use.</source>
        <translation>后验已坍缩：平面只有一维被使用。</translation>
    </message>
    <message>
        <source>Along one axis the codes of all digits are nearly the same.</source>
        <translation>沿其中一条轴，所有数字的编码几乎相同。</translation>
    </message>
    <message>
        <source>{prior} is the wrong thing to sample from: {holes:.0f} % of it is in holes, and it misses {missed:.0f} % of q(z).</source>
        <translation>不宜从{prior}抽样：其 {holes:.0f} % 落在空洞中，且遗漏了 q(z) 的 {missed:.0f} %。</translation>
    </message>
    <message>
        <source>q(z) is {kl:.2f} nats from it.</source>
        <translation>q(z) 离它 {kl:.2f} 奈特。</translation>
    </message>
    <message>
        <source>Nothing in an autoencoder draws its codes towards it.</source>
        <translation>自编码器中没有什么把编码拉向它。</translation>
    </message>
    <message>
        <source>{far} From ln 2 = 0.69 nats on, every second draw may be where the decoder was never asked. Draw from what is fitted to q(z).</source>
        <translation>{far}从 ln 2 = 0.69 奈特起，每两次抽样就可能有一次落在解码器从未见过之处。请从拟合 q(z) 的分布抽样。</translation>
    </message>
    <message>
        <source>In a hole is what lies outside the smallest region that holds 99 % of q(z): where the encoder hardly ever puts an image, so that the decoder has hardly ever been asked.</source>
        <translation>空洞是含 q(z) 99 % 的最小区域以外的地方：编码器几乎从不把图像放在那里，因此解码器几乎没有见过。</translation>
    </message>
    <message>
        <source>Draw, and see here what falls onto the plane.</source>
        <translation>抽样，在此查看落到平面上的结果。</translation>
    </message>
    <message>
        <source>Not drawn yet</source>
        <translation>尚未抽样</translation>
    </message>
    <message>
        <source>{what} Press to see these draws in the plane.</source>
        <translation>{what}点击可在平面中查看这些抽样。</translation>
    </message>
    <message>
        <source>Samples: {sampler}</source>
        <translation>样本：{sampler}</translation>
    </message>
    <message>
        <source>{told}. {what_holes_are}</source>
        <translation>{told}。{what_holes_are}</translation>
    </message>
    <message>
        <source>{place}, in a hole</source>
        <translation>{place}，在空洞中</translation>
    </message>
    <message>
        <source>{holes} of {all:,} in holes ({part})</source>
        <translation>空洞中 {holes} / {all:,}（{part}）</translation>
    </message>
    <message>
        <source>{holes} of {all:,} ({part})</source>
        <translation>{holes} / {all:,}（{part}）</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>抽样方式</translation>
    </message>
    <message>
        <source>Where z is drawn from.</source>
        <translation>z 从何处抽取。</translation>
    </message>
    <message>
        <source>Draws</source>
        <translation>抽样数</translation>
    </message>
    <message>
        <source>How many points each sampler draws.</source>
        <translation>每种抽样方式抽取多少个点。</translation>
    </message>
    <message>
        <source>Gaussians in the mixture that is fitted to q(z).</source>
        <translation>拟合 q(z) 的混合中高斯的个数。</translation>
    </message>
    <message>
        <source>Draw</source>
        <comment>samples</comment>
        <translation>抽样</translation>
    </message>
    <message>
        <source>Draw new points: they fall onto the plane and are decoded.</source>
        <translation>抽取新的点：它们落到平面上并被解码。</translation>
    </message>
    <message>
        <source>Compare samplers</source>
        <translation>比较抽样方式</translation>
    </message>
    <message>
        <source>Which z to sample: the draws of all samplers side by side.</source>
        <translation>该抽取什么样的 z：并排显示所有抽样方式的抽样。</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>What the aggregate posterior q(z) is like, in numbers, in place of the images.</source>
        <translation>以数值代替图像，说明聚合后验 q(z) 的情况。</translation>
    </message>
    <message>
        <source>Save images</source>
        <translation>保存图像</translation>
    </message>
    <message>
        <source>Save these images as a PNG file.</source>
        <translation>将这些图像保存为 PNG 文件。</translation>
    </message>
    <message>
        <source>Take the draws off the plane.</source>
        <translation>从平面上清除抽样。</translation>
    </message>
    <message>
        <source>The images could not be saved as {path}. Choose another folder or name.</source>
        <translation>图像无法保存为 {path}。请换一个文件夹或名称。</translation>
    </message>
    <message>
        <source>Draw a lasso (L) or a box (B) around dots, click one, or look for digits: #115 is an index, 7 a class</source>
        <translation>用套索（L）或方框（B）圈选点，点击一个点，或查找数字：#115 是序号，7 是类别</translation>
    </message>
    <message>
        <source>NumPy arrays (*.npz)</source>
        <translation>NumPy 数组 (*.npz)</translation>
    </message>
    <message>
        <source>A number with # is an index: #115, or #10-20 for several. Without it, 7 is the class that is called so, and 115, as no class is, an index. Separate by commas or spaces, and press Return.</source>
        <translation>带 # 的数是序号：#115，或用 #10-20 表示多个。不带 # 时，7 是名为 7 的类别，而 115 不是任何类别的名称，视为序号。用逗号或空格分隔，然后按回车。</translation>
    </message>
    <message>
        <source>Find: class 7, #115, #10-20</source>
        <translation>查找：类别 7, #115, #10-20</translation>
    </message>
    <message>
        <source>Find digits</source>
        <translation>查找数字</translation>
    </message>
    <message>
        <source>Select all digits of a class</source>
        <translation>选中一个类别的所有数字</translation>
    </message>
    <message>
        <source>Select all of a class</source>
        <translation>选中整个类别</translation>
    </message>
    <message>
        <source>Add all digits of a class.</source>
        <translation>添加一个类别的所有数字。</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>反选</translation>
    </message>
    <message>
        <source>Select all digits but these.</source>
        <translation>选中除此之外的所有数字。</translation>
    </message>
    <message>
        <source>Clear the selection</source>
        <translation>清除选择</translation>
    </message>
    <message>
        <source>Select nothing (Esc).</source>
        <translation>取消选择（Esc）。</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Export the selection</source>
        <translation>导出所选</translation>
    </message>
    <message>
        <source>Save the codes, log-variances, labels and indices of these digits as a table: CSV, or arrays for NumPy.</source>
        <translation>将这些数字的编码、对数方差、标签和序号保存为表格：CSV，或 NumPy 数组。</translation>
    </message>
    <message>
        <source>Neighbours</source>
        <translation>近邻</translation>
    </message>
    <message>
        <source>Show the ten nearest digits of the one that is looked at, in the plane and in pixels, instead of all that are selected.</source>
        <translation>显示与当前数字最近的十个数字（按平面和按像素），而不是所有选中的数字。</translation>
    </message>
    <message>
        <source>{selected:,} of {all:,}</source>
        <translation>{selected:,} / {all:,}</translation>
    </message>
    <message>
        <source>Nothing selected</source>
        <translation>未选中</translation>
    </message>
    <message>
        <source>{tip} It can be changed while training.</source>
        <translation>{tip}训练时也可更改。</translation>
    </message>
    <message>
        <source>Digits and their reconstructions appear here.</source>
        <translation>数字及其重建在此显示。</translation>
    </message>
    <message>
        <source>Reconstructions</source>
        <translation>重建</translation>
    </message>
    <message>
        <source>input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Its images are where it was trained.</source>
        <translation>它的图像在训练它的地方。</translation>
    </message>
    <message>
        <source>Inputs and reconstructions appear here.</source>
        <translation>输入和重建在此显示。</translation>
    </message>
    <message>
        <source>As a run trains, what it makes of the same digits at chosen epochs is kept here.</source>
        <translation>运行训练时，它在所选各轮对同一组数字的重建保留在此。</translation>
    </message>
    <message>
        <source>Reconstructions at chosen epochs</source>
        <translation>所选各轮的重建</translation>
    </message>
    <message>
        <source>Strips</source>
        <translation>条带</translation>
    </message>
    <message>
        <source>Epochs</source>
        <comment>which ones</comment>
        <translation>轮次</translation>
    </message>
    <message>
        <source>At the end of which epochs of a run its reconstructions are kept, such as 1, 10, 20. Return lets it take effect; an epoch that has passed by then cannot be had any more.</source>
        <translation>在运行的哪些轮结束时保留重建，例如 1, 10, 20。按回车生效；届时已过去的轮无法再得到。</translation>
    </message>
    <message>
        <source>Save strips</source>
        <translation>保存条带</translation>
    </message>
    <message>
        <source>Save all rows as a PNG file.</source>
        <translation>将所有行保存为 PNG 文件。</translation>
    </message>
    <message>
        <source>epoch {epoch:,}</source>
        <translation>第 {epoch:,} 轮</translation>
    </message>
    <message>
        <source>No strips of {run}: no file has them.</source>
        <translation>没有 {run} 的条带：没有文件包含它们。</translation>
    </message>
    <message>
        <source>Not kept, for it was chosen too late or trained elsewhere: {epochs}.</source>
        <translation>因选得太晚或在别处训练而未保留：{epochs}。</translation>
    </message>
    <message>
        <source>Next: the end of epoch {epoch:,}.</source>
        <translation>接下来：第 {epoch:,} 轮结束时。</translation>
    </message>
    <message>
        <source>The rest is fixed as long as the run lasts.</source>
        <translation>其余设置在运行期间固定不变。</translation>
    </message>
    <message>
        <source>Settings of a new run, which can wait for its turn.</source>
        <translation>新运行的设置，可排队等候。</translation>
    </message>
    <message>
        <source>Add to the queue</source>
        <translation>加入队列</translation>
    </message>
    <message>
        <source>Let a run with these settings wait for its turn.</source>
        <translation>让使用这些设置的运行排队等候。</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Pause the training; it can go on from there.</source>
        <translation>暂停训练；之后可从此处继续。</translation>
    </message>
    <message>
        <source>Preparing …</source>
        <translation>准备中…</translation>
    </message>
    <message>
        <source>Stopping …</source>
        <translation>停止中…</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Train {more_epochs}</source>
        <translation>再训练 {more_epochs}</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Start training (Space).</source>
        <translation>开始训练（空格）。</translation>
    </message>
    <message>
        <source>Back to the run</source>
        <translation>返回运行</translation>
    </message>
    <message>
        <source>New run…</source>
        <translation>新运行…</translation>
    </message>
    <message>
        <source>Settings of another run, to wait until this one has ended.</source>
        <translation>另一次运行的设置，等此次运行结束后再开始。</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>density</source>
        <translation>密度</translation>
    </message>
    <message>
        <source>Density of the aggregate posterior q(z) here, as a multiple or a part of its median over the codes of real images. Where it is low the decoder has hardly ever been asked.</source>
        <translation>此处聚合后验 q(z) 的密度，以其在真实图像编码处中位数的倍数或分数表示。密度低之处解码器几乎没有见过。</translation>
    </message>
    <message>
        <source>{times} median</source>
        <translation>中位数的 {times}</translation>
    </message>
    <message>
        <source>purity</source>
        <translation>纯度</translation>
    </message>
    <message>
        <source>How many of the nearest codes are of the class that most of them are of. Below a half the point is between classes.</source>
        <translation>最近的编码中有多少属于其中占多数的类别。低于一半，则该点在类别之间。</translation>
    </message>
    <message>
        <source>{part:.0%} of {codes}</source>
        <translation>{codes} 个中 {part:.0%}</translation>
    </message>
    <message>
        <source>round trip</source>
        <translation>往返</translation>
    </message>
    <message>
        <source>How far from here the encoder puts the image that is decoded here, in latent units.</source>
        <translation>编码器把此处解码的图像放到离此处多远的地方，以隐空间单位计。</translation>
    </message>
    <message>
        <source>nearest</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>How much the nearest real image differs: Euclidean distance of the pixels, which are from 0 to 1.</source>
        <translation>与最近的真实图像相差多少：像素的欧氏距离，像素值从 0 到 1。</translation>
    </message>
    <message>
        <source>{distance:.1f} pixels</source>
        <translation>{distance:.1f} 像素</translation>
    </message>
    <message>
        <source>Nearest in pixels</source>
        <translation>像素上最近</translation>
    </message>
    <message>
        <source>Real images that differ the least from the decoded one, pixel by pixel. A click selects one.</source>
        <translation>与解码图像逐像素相差最小的真实图像。点击可选中。</translation>
    </message>
    <message>
        <source>Nearest in the plane</source>
        <translation>平面中最近</translation>
    </message>
    <message>
        <source>Real images whose codes are nearest. A click selects one.</source>
        <translation>编码最近的真实图像。点击可选中。</translation>
    </message>
    <message>
        <source>{title}, {place}: {name}</source>
        <translation>{title}，{place}：{name}</translation>
    </message>
    <message>
        <source>{image} · #{row}, {distance} away</source>
        <translation>{image} · #{row}，距离 {distance}</translation>
    </message>
    <message>
        <source>Click to select it.</source>
        <translation>点击可选中它。</translation>
    </message>
    <message>
        <source>Not known yet.</source>
        <translation>尚不知道。</translation>
    </message>
    <message>
        <source>Teal</source>
        <translation>青色</translation>
    </message>
    <message>
        <source>Pink</source>
        <translation>粉色</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>绿色</translation>
    </message>
    <message>
        <source>Violet</source>
        <translation>紫色</translation>
    </message>
    <message>
        <source>Brown</source>
        <translation>棕色</translation>
    </message>
    <message>
        <source>Magenta</source>
        <translation>品红</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>蓝色</translation>
    </message>
    <message>
        <source>Plum</source>
        <translation>梅红</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Choose another colour for this pin.</source>
        <translation>为此图钉另选颜色。</translation>
    </message>
    <message>
        <source>Take this pin away; undo brings it back.</source>
        <translation>移除此图钉；撤销可恢复。</translation>
    </message>
    <message>
        <source>place</source>
        <comment>a kind of pin</comment>
        <translation>位置</translation>
    </message>
    <message>
        <source>digit</source>
        <comment>a kind of pin</comment>
        <translation>数字</translation>
    </message>
    <message>
        <source>Name of the pin {name}</source>
        <translation>图钉 {name} 的名称</translation>
    </message>
    <message>
        <source>What this pin is called.</source>
        <translation>此图钉的名称。</translation>
    </message>
    <message>
        <source>Colour of {name}</source>
        <translation>{name} 的颜色</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>移除 {name}</translation>
    </message>
    <message>
        <source>{name} over time</source>
        <translation>{name} 随时间的变化</translation>
    </message>
    <message>
        <source>Left and Right look at the moment before and after.</source>
        <translation>按 ← 和 → 查看前后时刻。</translation>
    </message>
    <message>
        <source>z₁ {z1}, z₂ {z2}: what the decoder of each moment makes of it</source>
        <translation>z₁ {z1}，z₂ {z2}：各时刻的解码器由它解码出什么</translation>
    </message>
    <message>
        <source>A held-out digit, and what is made of it at each moment</source>
        <translation>一个留出数字，及其在各时刻的重建</translation>
    </message>
    <message>
        <source>epoch {epoch}, step {step:,}</source>
        <translation>第 {epoch} 轮，第 {step:,} 步</translation>
    </message>
    <message>
        <source>epoch {epoch}</source>
        <translation>第 {epoch} 轮</translation>
    </message>
    <message>
        <source>{moment}: click to look at it</source>
        <translation>{moment}：点击查看</translation>
    </message>
    <message>
        <source>What the classifier takes the frames for</source>
        <translation>分类器对各帧的判断</translation>
    </message>
    <message>
        <source>Frame {frame} looks like {classes}.
Along the path: {path}.</source>
        <translation>第 {frame} 帧看起来像 {classes}。
沿路径：{path}。</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Which frame is looked at; arrow keys step.</source>
        <translation>正在查看哪一帧；方向键逐帧移动。</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Images along the path, both ends included.</source>
        <translation>沿路径的图像数，含两端。</translation>
    </message>
    <message>
        <source>Playing</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>How fast, and whether again and again.</source>
        <translation>播放快慢，以及是否循环。</translation>
    </message>
    <message>
        <source>As an animation, a video, a strip, arrays, or pictures.</source>
        <translation>存为动画、视频、条带、数组或图片。</translation>
    </message>
    <message>
        <source>Cancel saving</source>
        <translation>取消保存</translation>
    </message>
    <message>
        <source>Give the file up; nothing is left of it.</source>
        <translation>放弃该文件，不留下任何内容。</translation>
    </message>
    <message>
        <source>Slow</source>
        <translation>慢</translation>
    </message>
    <message>
        <source>Normal</source>
        <comment>speed</comment>
        <translation>正常</translation>
    </message>
    <message>
        <source>Fast</source>
        <translation>快</translation>
    </message>
    <message>
        <source>{speed}, {rate} frames a second</source>
        <translation>{speed}，每秒 {rate} 帧</translation>
    </message>
    <message>
        <source>Again and again</source>
        <translation>循环播放</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>正在保存</translation>
    </message>
    <message>
        <source>Saving, {percent} %</source>
        <translation>正在保存，{percent} %</translation>
    </message>
    <message>
        <source>Pause the path</source>
        <translation>暂停路径</translation>
    </message>
    <message>
        <source>Play the path</source>
        <translation>播放路径</translation>
    </message>
    <message>
        <source>Stop here.</source>
        <translation>停在这里。</translation>
    </message>
    <message>
        <source>Play there and back.</source>
        <translation>往返播放。</translation>
    </message>
    <message>
        <source>{frame} of {frames}</source>
        <translation>{frame} / {frames}</translation>
    </message>
    <message>
        <source>a point such as −1.5, 0.3; a class such as 7, for its typical digit; or a digit by its number, such as #4021. It can be dragged in the plot, too, and onto a dot.</source>
        <translation>一个点，如 −1.5, 0.3；一个类别，如 7，表示其典型数字；或某个数字的编号，如 #4021。也可在图中拖动，或拖到点上。</translation>
    </message>
    <message>
        <source>Reverse the path</source>
        <translation>反转路径</translation>
    </message>
    <message>
        <source>Go the other way.</source>
        <translation>沿相反方向走。</translation>
    </message>
    <message>
        <source>Add waypoints</source>
        <translation>添加途经点</translation>
    </message>
    <message>
        <source>New path</source>
        <translation>新路径</translation>
    </message>
    <message>
        <source>Lay out another path: click two digits, or places, in the plot; or up to 24.</source>
        <translation>另设一条路径：在图中点击两个数字或位置，最多 24 个。</translation>
    </message>
    <message>
        <source>No more waypoints (Esc).</source>
        <translation>不再添加途经点（Esc）。</translation>
    </message>
    <message>
        <source>Each click in the plot adds a waypoint at the end: a dot, or a place.</source>
        <translation>在图中每点击一次，就在末尾添加一个途经点：点或位置。</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>Choose waypoint {number}</source>
        <translation>选择途经点 {number}</translation>
    </message>
    <message>
        <source>The handle’s place, a dot that you click, or the typical digit of a class; another waypoint after this one, or this one no longer.</source>
        <translation>手柄处、所点击的点，或某类别的典型数字；在其后再加途经点，或移除此点。</translation>
    </message>
    <message>
        <source>From</source>
        <translation>从</translation>
    </message>
    <message>
        <source>Where the path begins: {places}</source>
        <translation>路径的起点：{places}</translation>
    </message>
    <message>
        <source>To</source>
        <translation>到</translation>
    </message>
    <message>
        <source>Where the path ends: {places}</source>
        <translation>路径的终点：{places}</translation>
    </message>
    <message>
        <source>Waypoint {number}</source>
        <translation>途经点 {number}</translation>
    </message>
    <message>
        <source>Where the path goes by: {places}</source>
        <translation>路径经过之处：{places}</translation>
    </message>
    <message>
        <source>The handle’s place</source>
        <translation>手柄处</translation>
    </message>
    <message>
        <source>Click it in the plot</source>
        <translation>在图中点击</translation>
    </message>
    <message>
        <source>A typical …</source>
        <translation>典型的…</translation>
    </message>
    <message>
        <source>Classes: {counts}</source>
        <translation>类别：{counts}</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>and {number} more</source>
        <translation>另有 {number} 个</translation>
    </message>
    <message>
        <source>Selected digits</source>
        <translation>所选数字</translation>
    </message>
    <message>
        <source>Arrow keys walk from one to the next.</source>
        <translation>方向键逐个移动。</translation>
    </message>
    <message>
        <source>{digit}. Arrow keys walk to the next.</source>
        <translation>{digit}。方向键移到下一个。</translation>
    </message>
    <message>
        <source>{name} · #{row}, {number:,} of {digits:,}</source>
        <translation>{name} · #{row}，{number:,} / {digits:,}</translation>
    </message>
    <message>
        <source>Click a dot, or look at an image of your own: here are its nearest digits</source>
        <translation>点击一个点，或查看自己的图像：此处显示与其最近的数字</translation>
    </message>
    <message>
        <source>In the plane</source>
        <translation>平面中</translation>
    </message>
    <message>
        <source>In pixels</source>
        <translation>像素上</translation>
    </message>
    <message>
        <source>The images behind these codes are not at hand.</source>
        <translation>手头没有这些编码的图像。</translation>
    </message>
    <message>
        <source>Nearest digits</source>
        <translation>最近的数字</translation>
    </message>
    <message>
        <source>In the plane, {agreement}.</source>
        <translation>平面中，{agreement}。</translation>
    </message>
    <message>
        <source>In pixels, {agreement}.</source>
        <translation>像素上，{agreement}。</translation>
    </message>
    <message>
        <source>{number} in both.</source>
        <translation>{number} 个两者皆有。</translation>
    </message>
    <message>
        <source>{name} · #{row}, {distance} away in the plane, in latent units</source>
        <translation>{name} · #{row}，在平面中相距 {distance}，以隐空间单位计</translation>
    </message>
    <message>
        <source>{name} · #{row}, {distance} away in pixels, each from 0 to 1</source>
        <translation>{name} · #{row}，在像素上相距 {distance}，各像素为 0 到 1</translation>
    </message>
    <message>
        <source>{number} in both rows</source>
        <translation>{number} 个两行皆有</translation>
    </message>
    <message>
        <source>Earlier moment</source>
        <translation>上一时刻</translation>
    </message>
    <message>
        <source>One kept moment back (Alt+Left).</source>
        <translation>退到上一个保留的时刻（Alt+Left）。</translation>
    </message>
    <message>
        <source>Later moment</source>
        <translation>下一时刻</translation>
    </message>
    <message>
        <source>One kept moment on (Alt+Right).</source>
        <translation>进到下一个保留的时刻（Alt+Right）。</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>Look at the newest moment, now and from then on (Alt+End).</source>
        <translation>从现在起始终看最新时刻（Alt+End）。</translation>
    </message>
    <message>
        <source>Branch</source>
        <translation>分支</translation>
    </message>
    <message>
        <source>Train on from this moment, with other settings, as a run of its own.</source>
        <translation>从此时刻起以其他设置继续训练，成为独立的运行。</translation>
    </message>
    <message>
        <source>Playing and memory</source>
        <translation>播放与内存</translation>
    </message>
    <message>
        <source>How fast, and how much is kept.</source>
        <translation>播放多快，保留多少。</translation>
    </message>
    <message>
        <source>{speed}: all in {seconds:.0f} s</source>
        <translation>{speed}：{seconds:.0f} 秒播完</translation>
    </message>
    <message>
        <source>Memory for moments of all runs</source>
        <translation>所有运行时刻的内存</translation>
    </message>
    <message>
        <source>Epoch {epoch:.2f}, the newest moment.</source>
        <translation>第 {epoch:.2f} 轮，最新时刻。</translation>
    </message>
    <message>
        <source>Epoch {epoch:.2f}, step {step:,}.</source>
        <translation>第 {epoch:.2f} 轮，第 {step:,} 步。</translation>
    </message>
    <message>
        <source>Train on from this moment, with other settings, as a run of its own (Ctrl+B).</source>
        <translation>从此时刻起以其他设置继续训练，成为独立的运行（Ctrl+B）。</translation>
    </message>
    <message>
        <source>Stop playing</source>
        <translation>停止播放</translation>
    </message>
    <message>
        <source>Play the training again</source>
        <translation>回放训练过程</translation>
    </message>
    <message>
        <source>From here, or from the beginning, to the last moment.</source>
        <translation>从这里或从头开始，到最后的时刻。</translation>
    </message>
    <message>
        <source>Branch off {name}</source>
        <translation>从 {name} 分支</translation>
    </message>
    <message>
        <source>{name} goes on from epoch {epoch:.2f} as a run of its own, bit for bit as if these had been its settings from there on. What was trained in the meantime stays.</source>
        <translation>{name} 从第 {epoch:.2f} 轮起作为独立的运行继续，与从那时起就用这些设置的结果逐位相同。其间的训练结果仍然保留。</translation>
    </message>
    <message>
        <source>Train the branch</source>
        <translation>训练分支</translation>
    </message>
    <message>
        <source>A number is missing.</source>
        <translation>缺少一个数。</translation>
    </message>
    <message>
        <source>It has {epochs:,} epochs or more.</source>
        <translation>不得少于 {epochs:,} 轮。</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Drag to look at an earlier moment; arrow keys step, Home and End go to the ends. Its scale is fine where training begins.</source>
        <translation>拖动可查看更早的时刻；方向键逐步移动，Home 和 End 到两端。训练初期的刻度较细。</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>To the step before (Page Up)</source>
        <translation>到上一步（Page Up）</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Go on (Page Down)</source>
        <translation>继续（Page Down）</translation>
    </message>
    <message>
        <source>Leave the tour</source>
        <translation>离开导览</translation>
    </message>
    <message>
        <source>Leave the tour (Esc)</source>
        <translation>离开导览（Esc）</translation>
    </message>
    <message>
        <source>Language of the tour</source>
        <translation>导览的语言</translation>
    </message>
    <message>
        <source>Speak another language</source>
        <translation>换一种语言</translation>
    </message>
    <message>
        <source>Show the answer (Page Down)</source>
        <translation>显示答案（Page Down）</translation>
    </message>
    <message>
        <source>Classes: {names}</source>
        <translation>类别：{names}</translation>
    </message>
    <message>
        <source>White on black</source>
        <translation>黑底白字</translation>
    </message>
    <message>
        <source>Black on white</source>
        <translation>白底黑字</translation>
    </message>
    <message>
        <source>How many digits are refined</source>
        <translation>已精修多少数字</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cancel refining</source>
        <translation>取消精修</translation>
    </message>
    <message>
        <source>Give up the figures of all digits.</source>
        <translation>放弃所有数字的结果。</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空格</translation>
    </message>
    <message>
        <source>Test: images it has not seen</source>
        <translation>测试：未见过的图像</translation>
    </message>
    <message>
        <source>Training: images it learned from</source>
        <translation>训练：学习过的图像</translation>
    </message>
    <message>
        <source>Evaluate {name}</source>
        <translation>评估 {name}</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>Which images of its data set it is measured on.</source>
        <translation>用其数据集中的哪些图像来评估。</translation>
    </message>
    <message>
        <source>Draws of z</source>
        <translation>z 的抽样数</translation>
    </message>
    <message>
        <source>For each image; the mean is taken. Four times as many halve the error.</source>
        <translation>每张图像的抽样数，结果取平均。抽样数为四倍时误差减半。</translation>
    </message>
    <message>
        <source>Of the draws: the same seed gives the same numbers.</source>
        <translation>抽样的种子：种子相同，数值就相同。</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>Film of {name}</source>
        <translation>{name} 的影片</translation>
    </message>
    <message>
        <source>A picture of the film</source>
        <translation>影片中的一帧</translation>
    </message>
    <message>
        <source>Moment of the film</source>
        <translation>影片的时刻</translation>
    </message>
    <message>
        <source>Which picture of the film is shown.</source>
        <translation>显示影片的哪一帧。</translation>
    </message>
    <message>
        <source>{kind}: is not installed</source>
        <translation>{kind}：未安装</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>A video, an animation for web pages, or single pictures.</source>
        <translation>视频、网页动画，或单张图片。</translation>
    </message>
    <message>
        <source>Open storyboard…</source>
        <translation>打开分镜…</translation>
    </message>
    <message>
        <source>Open storyboard</source>
        <translation>打开分镜</translation>
    </message>
    <message>
        <source>Take everything from a file.</source>
        <translation>从文件读取所有设置。</translation>
    </message>
    <message>
        <source>Save storyboard…</source>
        <translation>保存分镜…</translation>
    </message>
    <message>
        <source>Save storyboard</source>
        <translation>保存分镜</translation>
    </message>
    <message>
        <source>Keep all this in a file that can be edited.</source>
        <translation>将这些设置存入可编辑的文件。</translation>
    </message>
    <message>
        <source>Make film…</source>
        <translation>制作影片…</translation>
    </message>
    <message>
        <source>Make film</source>
        <translation>制作影片</translation>
    </message>
    <message>
        <source>Choose a file, and draw the film in the background.</source>
        <translation>选择文件，在后台绘制影片。</translation>
    </message>
    <message>
        <source>{at:.1f} of {end:.1f} s</source>
        <translation>{at:.1f} / {end:.1f} 秒</translation>
    </message>
    <message>
        <source>Save the film</source>
        <translation>保存影片</translation>
    </message>
    <message>
        <source>Name a new folder for the pictures</source>
        <translation>为存放图片的新文件夹命名</translation>
    </message>
    <message>
        <source>Open a storyboard</source>
        <translation>打开分镜</translation>
    </message>
    <message>
        <source>Save the storyboard</source>
        <translation>保存分镜</translation>
    </message>
    <message>
        <source>Storyboards ({names})</source>
        <translation>分镜 ({names})</translation>
    </message>
    <message>
        <source>Slow at first</source>
        <translation>先慢后快</translation>
    </message>
    <message>
        <source>Even, by epochs</source>
        <translation>按轮匀速</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>All that is kept</source>
        <translation>保留的全部</translation>
    </message>
    <message>
        <source>From epoch to epoch</source>
        <translation>从某轮到某轮</translation>
    </message>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>Moments</source>
        <translation>时刻</translation>
    </message>
    <message>
        <source>Which stretch of the run the film shows.</source>
        <translation>影片展示运行的哪一段。</translation>
    </message>
    <message>
        <source>First epoch</source>
        <translation>首轮</translation>
    </message>
    <message>
        <source>First epoch that is seen.</source>
        <translation>影片展示的第一轮。</translation>
    </message>
    <message>
        <source>Last epoch</source>
        <translation>末轮</translation>
    </message>
    <message>
        <source>Last epoch that is seen.</source>
        <translation>影片展示的最后一轮。</translation>
    </message>
    <message>
        <source>Pace</source>
        <translation>节奏</translation>
    </message>
    <message>
        <source>Slow at first: frames follow each other evenly, and most of them are of the beginning. Even: each epoch lasts as long.</source>
        <translation>先慢后快：各帧间隔均匀，而大多数帧属于训练初期。匀速：每轮时长相同。</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>How long the film is; then the last picture stays.</source>
        <translation>影片的长度；之后停留在最后一帧。</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Of a picture, in pixels.</source>
        <translation>图片的大小，以像素计。</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Light for print and bright rooms, dark for a screen.</source>
        <translation>浅色适合打印和明亮的房间，深色适合屏幕。</translation>
    </message>
    <message>
        <source>In the picture</source>
        <translation>画面内容</translation>
    </message>
    <message>
        <source>Probe</source>
        <translation>探针</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>字幕</translation>
    </message>
    <message>
        <source>0 – 3: Before training, all lie at the origin.</source>
        <translation>0 – 3: 训练之前，全都在原点。</translation>
    </message>
    <message>
        <source>One a line, each with its seconds of the film: 0 – 3: Some words.</source>
        <translation>每行一条，写明在影片中的秒数：0 – 3: 一些文字。</translation>
    </message>
    <message>
        <source>Show this in the film: {layer}.</source>
        <translation>在影片中显示：{layer}。</translation>
    </message>
    <message>
        <source>Stays where the handle is</source>
        <translation>停在手柄处</translation>
    </message>
    <message>
        <source>Visits the pins in turn</source>
        <translation>依次经过各图钉</translation>
    </message>
    <message>
        <source>Visits places in turn</source>
        <translation>依次经过各位置</translation>
    </message>
    <message>
        <source>Where the image is decoded while the film runs.</source>
        <translation>影片运行时在何处解码图像。</translation>
    </message>
    <message>
        <source>Places</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Classes, points, or digits by their rows, with semicolons between them.</source>
        <translation>类别、点或数字的行号，以英文分号隔开。</translation>
    </message>
    <message>
        <source>As in the storyboard</source>
        <translation>按分镜所写</translation>
    </message>
    <message>
        <source>The last epoch is to be later than the first.</source>
        <translation>末轮须晚于首轮。</translation>
    </message>
    <message>
        <source>How much of the film is made</source>
        <translation>影片完成了多少</translation>
    </message>
    <message>
        <source>Cancel the film</source>
        <translation>取消影片</translation>
    </message>
    <message>
        <source>Give the film up; nothing of it is saved.</source>
        <translation>放弃影片，不保存任何内容。</translation>
    </message>
    <message>
        <source>Write where the probe goes: 7; −1.5, 0.3; #4021.</source>
        <translation>请写明探针去往何处：7; −1.5, 0.3; #4021。</translation>
    </message>
    <message>
        <source>The probe can visit {most} places, and these are {number}.</source>
        <translation>探针最多经过 {most} 个位置，这里有 {number} 个。</translation>
    </message>
    <message>
        <source>Caption {number}: begin with its seconds, as in 0 – 3: Some words.</source>
        <translation>字幕 {number}：请以秒数开头，如 0 – 3: 一些文字。</translation>
    </message>
    <message>
        <source>Caption {number}: it ends at {end:g} s and begins at {start:g} s.</source>
        <translation>字幕 {number}：它在 {end:g} 秒结束，却在 {start:g} 秒开始。</translation>
    </message>
    <message>
        <source>Caption {number}: {most} characters are the most.</source>
        <translation>字幕 {number}：最多 {most} 个字符。</translation>
    </message>
    <message>
        <source>It is yours; the show goes on after a minute of rest.</source>
        <translation>请随意操作；停手一分钟后继续演示。</translation>
    </message>
    <message>
        <source>Black: any key shows the window again</source>
        <translation>黑屏：按任意键恢复窗口</translation>
    </message>
    <message>
        <source>Train, probe and decode a variational autoencoder with a two-dimensional latent space, live.</source>
        <translation>实时训练变分自编码器，用探针查看并解码其二维隐空间。</translation>
    </message>
    <message>
        <source>MIT licence.</source>
        <translation>MIT 许可证。</translation>
    </message>
    <message>
        <source>About VAE Explorer</source>
        <translation>关于 VAE Explorer</translation>
    </message>
    <message>
        <source>Decoding…</source>
        <translation>正在解码…</translation>
    </message>
    <message>
        <source>Preview of the manifold</source>
        <translation>流形预览</translation>
    </message>
    <message>
        <source>Manifold of {name}</source>
        <translation>{name} 的流形</translation>
    </message>
    <message>
        <source>Grid lines</source>
        <translation>网格线</translation>
    </message>
    <message>
        <source>Where the points lie that are decoded.</source>
        <translation>所解码的点位于何处。</translation>
    </message>
    <message>
        <source>Images in a row</source>
        <translation>每行图像数</translation>
    </message>
    <message>
        <source>As many as rows.</source>
        <translation>与行数相同。</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>{tip} {width} × {height} pixels.</source>
        <translation>{tip}{width} × {height} 像素。</translation>
    </message>
    <message>
        <source>Save the manifold</source>
        <translation>保存流形</translation>
    </message>
    <message>
        <source>PNG image ({names})</source>
        <translation>PNG 图像 ({names})</translation>
    </message>
    <message>
        <source>{tip} Return lets it take effect.</source>
        <translation>{tip}按回车生效。</translation>
    </message>
    <message>
        <source>How far the training is</source>
        <translation>训练进度</translation>
    </message>
    <message>
        <source>epoch {epoch:.1f} of {epochs}</source>
        <translation>第 {epoch:.1f} / {epochs} 轮</translation>
    </message>
    <message>
        <source>The report is on the clipboard: versions, this system, and the last lines of the log, without your name and folders.</source>
        <translation>报告已复制到剪贴板：版本、本机系统和日志的最后几行，不含你的姓名和文件夹。</translation>
    </message>
    <message>
        <source>VAE Explorer sessions ({names})</source>
        <translation>VAE Explorer 会话 ({names})</translation>
    </message>
    <message>
        <source>Save the session</source>
        <translation>保存会话</translation>
    </message>
    <message>
        <source>Give up: {doing}</source>
        <translation>放弃：{doing}</translation>
    </message>
    <message>
        <source>Cancel: {doing}</source>
        <translation>取消：{doing}</translation>
    </message>
    <message>
        <source>Train, pause, resume</source>
        <translation>训练、暂停、继续</translation>
    </message>
    <message>
        <source>Move the cursor</source>
        <translation>移动光标</translation>
    </message>
    <message>
        <source>Arrow keys</source>
        <translation>方向键</translation>
    </message>
    <message>
        <source>Move it ten times as far</source>
        <translation>以十倍距离移动</translation>
    </message>
    <message>
        <source>Shift + arrow keys</source>
        <translation>Shift + 方向键</translation>
    </message>
    <message>
        <source>Zoom the plane</source>
        <translation>缩放平面</translation>
    </message>
    <message>
        <source>+ and −, or the wheel</source>
        <translation>+ 和 −，或滚轮</translation>
    </message>
    <message>
        <source>Let go of the handle, the tool, the selection</source>
        <translation>放开手柄、工具、选择</translation>
    </message>
    <message>
        <source>Select the digit nearest to the cursor</source>
        <translation>选中离光标最近的数字</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>回车</translation>
    </message>
    <message>
        <source>Select with a lasso, with a box</source>
        <translation>用套索、方框选择</translation>
    </message>
    <message>
        <source>Add to the selection, take from it</source>
        <translation>加入选择、移出选择</translation>
    </message>
    <message>
        <source>Shift, Alt + drag</source>
        <translation>Shift、Alt + 拖动</translation>
    </message>
    <message>
        <source>Select all digits</source>
        <translation>选中所有数字</translation>
    </message>
    <message>
        <source>Next control</source>
        <translation>下一个控件</translation>
    </message>
    <message>
        <source>Hide or show a class</source>
        <translation>隐藏或显示一个类别</translation>
    </message>
    <message>
        <source>Space on its chip, or click</source>
        <translation>在其标签上按空格，或单击</translation>
    </message>
    <message>
        <source>Show a class alone</source>
        <translation>只显示一个类别</translation>
    </message>
    <message>
        <source>Return on its chip, or double-click</source>
        <translation>在其标签上按回车，或双击</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Progress of the training</source>
        <translation>训练进度</translation>
    </message>
    <message>
        <source>Cancel the evaluation</source>
        <translation>取消评估</translation>
    </message>
    <message>
        <source>Going back…</source>
        <translation>正在返回…</translation>
    </message>
    <message>
        <source>{number} waiting</source>
        <translation>{number} 个在等候</translation>
    </message>
    <message>
        <source>{rate:,} images/s</source>
        <translation>{rate:,} 张/秒</translation>
    </message>
    <message>
        <source>Evaluating {name}…</source>
        <translation>正在评估 {name}…</translation>
    </message>
    <message>
        <source>Evaluating {name}: log p(x) {part:.0%}</source>
        <translation>评估 {name}：log p(x) {part:.0%}</translation>
    </message>
    <message>
        <source>Downloading {done:.1f} of {total:.1f} MB</source>
        <translation>下载 {done:.1f} / {total:.1f} MB</translation>
    </message>
    <message>
        <source>Downloading {done:.1f} MB</source>
        <translation>下载 {done:.1f} MB</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Waiting for its turn</source>
        <translation>排队等候</translation>
    </message>
    <message>
        <source>Preparing…</source>
        <translation>正在准备…</translation>
    </message>
    <message>
        <source>Training</source>
        <comment>goes on</comment>
        <translation>正在训练</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Stopped by an error</source>
        <translation>因错误停止</translation>
    </message>
    <message>
        <source>test {loss} {value}</source>
        <translation>测试 {loss} {value}</translation>
    </message>
    <message>
        <source>Panels on the left</source>
        <translation>左侧的面板</translation>
    </message>
    <message>
        <source>Panels on the right</source>
        <translation>右侧的面板</translation>
    </message>
    <message>
        <source>Watch the folder of a run that is trained elsewhere</source>
        <translation>监视在别处训练的运行的文件夹</translation>
    </message>
    <message>
        <source>More ink than in any held-out image.</source>
        <translation>笔迹多于任何一张留出图像。</translation>
    </message>
    <message>
        <source>Less ink than in any held-out image.</source>
        <translation>笔迹少于任何一张留出图像。</translation>
    </message>
    <message>
        <source>closing the pad</source>
        <translation>关闭画板</translation>
    </message>
    <message>
        <source>Drop to open {name}</source>
        <translation>松开以打开 {name}</translation>
    </message>
    <message>
        <source>Drop to open {number} files</source>
        <translation>松开以打开 {number} 个文件</translation>
    </message>
    <message>
        <source>mode</source>
        <translation>峰</translation>
    </message>
    <message>
        <source>changing the ellipse</source>
        <translation>更改椭圆</translation>
    </message>
    <message>
        <source>refining the ellipse</source>
        <translation>精修椭圆</translation>
    </message>
    <message>
        <source>resetting the ellipse</source>
        <translation>重置椭圆</translation>
    </message>
</context>
</TS>
